package dev.convoy.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code submit.sh} in a project of its own, with a Java, a Maven and a spark-submit that only tell
 * how they were called: one argument per line.
 */
class SubmitScriptTest {
  private static final String TELL = "printf '%s\\n' \"$@\"\n";

  @TempDir private Path folder;

  private final Map<String, String> environment = new TreeMap<>();
  private Path home;
  private Path script;
  private Path java;

  private record Outcome(int code, String out, String err) {
    private List<String> args() {
      return out.lines().toList();
    }
  }

  @BeforeEach
  void makeProject() throws IOException {
    home = Files.createDirectories(folder.resolve("the project"));
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("target/spark/jars"));
    for (String file : List.of("submit.sh", "conf/spark-defaults.conf")) {
      Files.copy(Path.of(file), home.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    script = home.resolve("submit.sh");
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("LICENSE"), "");
    Files.writeString(home.resolve("job.yaml"), "job: count\n");
    Files.writeString(home.resolve("target/spark/pom.cksum"), "4294967295 0\n"); // of nothing
    Files.writeString(home.resolve("target/convoy.jar"), "");
    java = folder.resolve("jdk");
    writeScript(java.resolve("bin/java"), TELL);
    setJavaVersion("17.0.15");
    environment.put("JAVA_HOME", java.toString());
    environment.put("CONVOY_ARCHIVE", "off");
  }

  private void setJavaVersion(String version) throws IOException {
    Files.writeString(java.resolve("release"), "A=\"b\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  private void installSpark(String coreJar, String body) throws IOException {
    Path spark = folder.resolve("spark");
    writeScript(spark.resolve("bin/spark-submit"), body);
    Files.createDirectories(spark.resolve("jars"));
    Files.writeString(spark.resolve("jars").resolve(coreJar), "");
    environment.put("SPARK_HOME", spark.toString());
  }

  private static void writeScript(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Outcome submit(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out.log");
    Path err = folder.resolve("err.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Stream.of("SPARK_HOME", "SPARK_DRIVER_MEMORY", "HADOOP_CONF_DIR", "CONVOY_SPARK")
        .forEach(builder.environment()::remove);
    builder
        .environment()
        .put("CONVOY_SPARK", environment.containsKey("SPARK_HOME") ? "" : "embedded");
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Outcome(code, Files.readString(out), Files.readString(err));
  }

  @Test
  void noJobFileIsWrongUse() throws Exception {
    Outcome outcome = submit();
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error: no job file given\nusage: ./submit.sh ");
  }

  @Test
  void missingJobFileNamesItsNeighbours() throws Exception {
    Outcome outcome = submit("jop.yaml");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).isEqualTo("error: jop.yaml: no such file; . has: job.yaml\n");
  }

  @Test
  void jobFileWithASchemeIsLeftToJava() throws Exception {
    assertThat(submit("hdfs:/jobs/x.yaml").args()).endsWith("hdfs:/jobs/x.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--master", "-c", "--verbose --conf"})
  void optionWithoutValueIsWrongUse(String options) throws Exception {
    Outcome outcome = submit(options.split(" "));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("has no value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"11.0.2", "1.8.0_392", "9", "16-ea"})
  void olderJavaIsRefused(String version) throws Exception {
    setJavaVersion(version);
    Outcome outcome = submit("job.yaml");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "error: found Java "
                + version
                + " at "
                + java.resolve("bin/java")
                + ", needed 17 or newer; set JAVA_HOME\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "17.0.15", "25-ea", "25.0.3", "100.1"})
  void newerJavaIsTaken(String version) throws Exception {
    setJavaVersion(version);
    assertThat(submit("job.yaml").code()).isZero();
  }

  @Test
  void javaWithoutReleaseFileIsAsked() throws Exception {
    Files.delete(java.resolve("release"));
    writeScript(java.resolve("bin/java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(submit("job.yaml").err()).contains("found Java 11.0.2");
  }

  @Test
  void installedSparkGetsEveryOptionInOrder() throws Exception {
    installSpark("spark-core_2.13-4.2.0.jar", TELL);
    Outcome outcome =
        submit(
            "--master=yarn",
            "--supervise",
            "--conf",
            "spark.a=b c",
            "-v",
            "--verbose",
            "--executor-memory",
            "4g",
            "job.yaml",
            "input.images=a b",
            "--odd=word");
    assertThat(outcome.args())
        .containsExactly(
            "--master=yarn",
            "--supervise",
            "--conf",
            "spark.a=b c",
            "-v",
            "--executor-memory",
            "4g",
            "--class",
            "dev.convoy.cli.Main",
            home.toRealPath().resolve("target/convoy.jar").toString(),
            "job.yaml",
            "input.images=a b",
            "--odd=word",
            "--verbose");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void exitCodeIsTheJobs() throws Exception {
    installSpark("spark-core_2.13-4.2.0.jar", "exit 3\n");
    assertThat(submit("job.yaml").code()).isEqualTo(3);
  }

  @Test
  void helpOfAnInstalledSparkStartsNoClusterApplication() throws Exception {
    installSpark("spark-core_2.13-4.2.0.jar", TELL);
    assertThat(submit("--master", "yarn", "--deploy-mode", "cluster", "--help").args())
        .startsWith("--master", "local[1]", "--deploy-mode", "client", "--class")
        .doesNotContain("yarn")
        .endsWith("--help");
  }

  @ParameterizedTest
  @CsvSource({"2.12-3.5.1, 3.5.1", "2.13-3.5.6, 3.5.6", "2.12-4.0.0, 4.0.0"})
  void sparkThatCannotRunTheJarIsRefused(String name, String version) throws Exception {
    installSpark("spark-core_" + name + ".jar", TELL);
    Outcome outcome = submit("job.yaml");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("found Spark " + version, "needed 4.0", "embedded");
  }

  @Test
  void sparkHomeWithoutSparkIsRefused() throws Exception {
    environment.put("SPARK_HOME", folder.resolve("nowhere").toString());
    Outcome outcome = submit("job.yaml");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("nowhere, which has no bin/spark-submit");
  }

  @ParameterizedTest
  @CsvSource({
    "--driver-memory 2gb, -Xmx2g",
    "--driver-memory=512m, -Xmx512m",
    "--conf spark.driver.memory=1024, -Xmx1024m",
    "--conf=spark.driver.memory=3G, -Xmx3G",
    "--master local[2], -XX:MaxRAMPercentage=50"
  })
  void embeddedSparkGetsItsMemory(String options, String flag) throws Exception {
    Stream<String> words = Stream.concat(Stream.of(options.split(" ")), Stream.of("job.yaml"));
    List<String> args = submit(words.toArray(String[]::new)).args();
    assertThat(args).contains(flag);
    assertThat(args.stream().filter(arg -> arg.matches("-Xmx.*|.*MaxRAM.*"))).hasSize(1);
  }

  @Test
  void embeddedSparkGetsTheFlagsOfThePom() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    String list = pom.replaceAll("(?s).*<spark.jvm.flags>(.*)</spark.jvm.flags>.*", "$1");
    String[] flags =
        list.strip()
            .replace("${vector.module}", "--add-modules=jdk.incubator.vector")
            .split("\\s+");
    assertThat(flags).hasSize(22);
    assertThat(submit("job.yaml").args()).contains(flags);
  }

  @Test
  void settingsOfAPropertiesFileCountForTheEmbeddedSpark() throws Exception {
    Path file =
        Files.writeString(
            home.resolve("my.conf"),
            "# spark.driver.memory 9g\nspark.driver.memory   5g\n"
                + "spark.driver.extraJavaOptions=-Da=1 -Db=2\n");
    List<String> args = submit("--properties-file", file.toString(), "job.yaml").args();
    assertThat(args).contains("-Xmx5g", "-Da=1", "-Db=2");
    assertThat(args.stream().filter(file.toString()::equals)).hasSizeGreaterThanOrEqualTo(1);
  }

  @Test
  void jvmsOwnLinesAreKeptApartFromTheRuns() throws Exception {
    writeScript(
        java.resolve("bin/java"),
        """
        echo "WARNING: Using incubator modules: jdk.incubator.vector" >&2
        echo "Invalid maximum heap size" >&2
        echo "out $CONVOY_STDERR $CONVOY_COLUMNS"
        echo "run" >&0
        exit 7
        """);
    Outcome outcome = submit("job.yaml");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.out()).isEqualTo("out 0 0\n");
    assertThat(outcome.err()).isEqualTo("run\nInvalid maximum heap size\n");
    try (Stream<Path> left = Files.list(home.resolve("target"))) {
      assertThat(left.map(path -> path.getFileName().toString()).collect(joining()))
          .doesNotContain("jvm");
    }
  }

  @Test
  void optionThatSparkSubmitRefusesIsWrongUse() throws Exception {
    writeScript(
        java.resolve("bin/java"),
        """
        echo 'Exception in thread "main" org.apache.spark.SparkException: Unrecognized option' >&2
        printf '\\tat org.apache.spark.deploy.SparkSubmit.main(SparkSubmit.scala)\\n' >&2
        exit 1
        """);
    Outcome outcome = submit("--bogus", "1", "job.yaml");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).isEqualTo("error: Unrecognized option\n");
  }

  @Test
  void failedBuildShowsMavensWords() throws Exception {
    Files.delete(home.resolve("target/convoy.jar"));
    Path bin = folder.resolve("bin");
    writeScript(bin.resolve("mvn"), "echo '[ERROR] ; expected'; exit 1\n");
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    Outcome outcome = submit("job.yaml");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("building convoy (first run, takes a minute) ...\n[ERROR] ; expected\nerror: ");
  }

  @Test
  void changedSourceIsBuiltOnceAndOnlyOnce() throws Exception {
    Path bin = folder.resolve("bin");
    writeScript(
        bin.resolve("mvn"),
        """
        for word in "$@"; do
          case "$word" in -Dconvoy.jar=*) echo new >"${word#*=}" ;; esac
        done
        """);
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    Path source = home.resolve("src/main/A.java");
    Files.writeString(source, "");
    Path jar = home.resolve("target/convoy.jar");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    assertThat(submit("job.yaml").err()).isEqualTo("building convoy ...\n");
    assertThat(jar).hasContent("new");
    assertThat(submit("job.yaml").err()).isEmpty();
  }

  @Test
  void scriptFindsItsHomeThroughLinks() throws Exception {
    Path first = Files.createDirectories(folder.resolve("links")).resolve("first");
    script = Files.createSymbolicLink(folder.resolve("go"), Path.of("links/first"));
    Files.createSymbolicLink(first, Path.of("../the project/submit.sh"));
    Outcome outcome = submit("job.yaml");
    assertThat(outcome.args()).contains(home.toRealPath().resolve("target/convoy.jar").toString());
  }
}
