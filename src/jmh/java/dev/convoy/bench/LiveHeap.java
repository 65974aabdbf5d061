package dev.convoy.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A plugin of Spark that measures what lives on executors' heaps: it asks for a full collection
 * every {@value #PAUSE_MILLIS} ms, and keeps in a file the most that any of them left.
 *
 * <p>Set {@code spark.plugins} to this class and {@value #FOLDER} to a folder. There is a file for
 * each executor, {@code driver} with a local master: largest bytes, collections.
 */
public final class LiveHeap implements SparkPlugin {
  static final String FOLDER = "spark.convoy.liveHeap";
  private static final int PAUSE_MILLIS = 300;
  private static final Set<String> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());

  /** The most that lived, and of how many collections. */
  record Live(long bytes, int collections) {
    /** Of all executors that wrote into a folder. */
    static Live largest(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        Live largest = new Live(0, 0);
        for (Path file : files.toList()) {
          String[] words = Files.readString(file).trim().split(" ");
          Live one = new Live(Long.parseLong(words[0]), Integer.parseInt(words[1]));
          largest = one.bytes > largest.bytes ? one : largest;
        }
        return largest;
      }
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {};
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Measuring();
  }

  private static final class Measuring implements ExecutorPlugin {
    private volatile boolean open = true;
    private long largest;
    private int collections;

    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      Path file = Path.of(context.conf().get(FOLDER), context.executorID());
      for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
        ((NotificationEmitter) collector)
            .addNotificationListener(
                (notification, handback) -> note(notification, file), null, null);
      }
      Thread thread = new Thread(this::collect, "live heap");
      thread.setDaemon(true);
      thread.start();
    }

    private void collect() {
      try {
        while (open) {
          System.gc();
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void note(Notification notification, Path file) {
      GarbageCollectionNotificationInfo info =
          GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
      if (!info.getGcAction().equals("end of major GC")) {
        return;
      }
      long live =
          info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
              .filter(pool -> HEAP.contains(pool.getKey()))
              .mapToLong(pool -> pool.getValue().getUsed())
              .sum();
      largest = Math.max(largest, live);
      collections++;
      try {
        Files.writeString(file, largest + " " + collections);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void shutdown() {
      open = false;
    }
  }
}
