package dev.convoy.ml;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import dev.convoy.network.Network;
import java.io.Serializable;

/**
 * A network as it is broadcast in a user's session. Jobs choose Java's serializer for theirs; here
 * it may be Kryo, which cannot make the records a network has, so it is told to leave this to Java.
 */
@DefaultSerializer(JavaSerializer.class)
record SharedNetwork(Network network) implements Serializable {}
