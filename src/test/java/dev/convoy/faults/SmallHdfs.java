package dev.convoy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * HDFS with a name node and two data nodes, each a JVM of its own, every block on both. Its servers
 * are in a jar that {@code mvn dependency:copy@hdfs} brings.
 */
final class SmallHdfs implements AutoCloseable {
  private static final int DATA_NODES = 2;
  private static final Duration START = Duration.ofMinutes(2);
  private static final Path JARS = Path.of("target/hdfs").toAbsolutePath();

  private final Path folder;
  private final String url;
  private final List<Process> processes = new ArrayList<>();
  private final FileSystem files;

  private SmallHdfs(Path folder) throws Exception {
    assertThat(JARS).as("needed: mvn dependency:copy@hdfs").isNotEmptyDirectory();
    this.folder = folder;
    this.url = "hdfs://127.0.0.1:" + freePort();
    try {
      String nameNode = "org.apache.hadoop.hdfs.server.namenode.NameNode";
      assertThat(start("format", nameNode, "-format", "-nonInteractive").waitFor()).isZero();
      start("name", nameNode);
      for (int i = 0; i < DATA_NODES; i++) {
        start("data-" + i, "org.apache.hadoop.hdfs.server.datanode.DataNode");
      }
      files = connect();
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  static SmallHdfs start(Path folder) throws Exception {
    return new SmallHdfs(folder);
  }

  /** The file system, for the test itself. */
  FileSystem files() {
    return files;
  }

  String path(String name) {
    return url + "/" + name;
  }

  /** {@code kill -9} of a data node. */
  void killDataNode() {
    processes.get(processes.size() - 1).destroyForcibly();
  }

  private FileSystem connect() throws Exception {
    Configuration conf = new Configuration(false);
    conf.set("fs.hdfs.impl", DistributedFileSystem.class.getName());
    conf.setInt("dfs.replication", DATA_NODES);
    DistributedFileSystem[] connected = new DistributedFileSystem[1];
    Await.until(
        "HDFS did not start; see " + folder,
        START,
        () -> {
          try {
            if (connected[0] == null) {
              connected[0] =
                  (DistributedFileSystem) new org.apache.hadoop.fs.Path(url).getFileSystem(conf);
            }
            return connected[0].getDataNodeStats().length == DATA_NODES
                && !connected[0].isInSafeMode();
          } catch (IOException e) {
            return false; // not yet
          }
        });
    return connected[0];
  }

  private Process start(String name, String... main) throws IOException {
    Configuration conf = new Configuration(false);
    conf.set("fs.defaultFS", url);
    conf.setInt("dfs.replication", DATA_NODES);
    conf.set("dfs.namenode.name.dir", folder.resolve("names").toUri().toString());
    conf.set("dfs.namenode.http-address", "127.0.0.1:0");
    conf.set("dfs.datanode.data.dir", folder.resolve(name).toUri().toString());
    conf.set("dfs.datanode.address", "127.0.0.1:0");
    conf.set("dfs.datanode.ipc.address", "127.0.0.1:0");
    conf.set("dfs.datanode.http.address", "127.0.0.1:0");
    Path confFolder = Files.createDirectories(folder.resolve("conf-" + name));
    for (String file : List.of("core-site.xml", "hdfs-site.xml")) {
      try (OutputStream out = Files.newOutputStream(confFolder.resolve(file))) {
        conf.writeXml(out);
      }
    }
    String classPath =
        confFolder + ":" + JARS + "/*:" + StandaloneCluster.SPARK.resolve("jars") + "/*";
    Process process = Jvm.start(folder.resolve(name + ".log"), classPath, Map.of(), List.of(main));
    processes.add(process);
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
