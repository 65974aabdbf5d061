package dev.convoy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The house as a test: which room may import which, and which libraries. A room may be empty. */
class ArchitectureTest {
  private static final String HOUSE = "dev.convoy.";
  private static final String[] SPARK = {"org.apache.spark..", "org.apache.hadoop..", "scala.."};
  private static final String[] YAML = {"com.fasterxml.jackson..", "org.yaml.."};
  private static final String[] PROTOBUF = {"ai.onnx.proto..", "com.google.protobuf.."};
  private static final String[] PLOTTING = {
    "org.knowm.xchart..", "org.apache.batik..", "com.samskivert..", "org.apache.commons.math3.."
  };
  private static final String SPARK_ML = "org.apache.spark.ml..";
  private static final String MAKERS_OF_OBJECTS =
      "java\\.beans\\..*|java\\.rmi\\..*|javax\\.script\\..*|com\\.esotericsoftware\\.kryo\\.(Kryo|io\\..*)"
          + "|.*\\.SerializationUtils|.*\\.JsonTypeInfo|org\\.yaml\\.snakeyaml\\.(Yaml|constructor\\..*)";
  private static final String CHOOSERS_OF_CLASSES =
      "java\\.lang\\.Class\\.forName\\(.*|.*ClassLoader\\.(loadClass|defineClass)\\(.*"
          + "|java\\.lang\\.(System|Runtime)\\.(load|loadLibrary|exec)\\(.*|.*DefaultTyping\\(.*";
  private static final String VECTOR_API = "jdk.incubator.vector..";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.convoy");

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("dev.convoy");

  /** A room, the rooms it may import, and why no others. */
  private enum Room {
    TENSOR("everyone stands on it, so it stands on nobody"),
    REFERENCE("an oracle must not share code with what it judges", "tensor"),
    CONFIG("it knows how a file is written, not what it means"),
    COMPUTE("arithmetic knows arrays, not where they come from", "tensor", "compute.micro"),
    COMPUTE_MICRO("the micro-kernel is to be read and replaced alone"),
    NETWORK(
        "a network is run by jobs, tests and notebooks alike; it names the kernels and hands them on",
        "tensor",
        "compute",
        "compute.micro",
        "config"),
    ONNX("it only writes a network down in our words", "network", "compute", "tensor"),
    IMAGE("pixels end as a tensor; what eats it is not their business", "tensor", "config"),
    STORE("files outlive the networks that made them", "tensor"),
    REPORT("it draws the numbers it is given", "tensor"),
    JOB(
        "a job is a recipe over the rooms below; arithmetic is the business of networks",
        "network",
        "onnx",
        "image",
        "store",
        "report",
        "tensor",
        "reference",
        "config"),
    ML("it offers the same forward to Spark ML", "job", "network", "image", "tensor", "config"),
    CLI("it reads, starts and prints; the work stands in job", "job", "config");

    private final String reason;
    private final List<String> imports;

    Room(String reason, String... imports) {
      this.reason = reason;
      this.imports = List.of(imports);
    }

    /** Its package without the house: {@code compute.micro}. */
    private String title() {
      return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Classes of this room; what lies in a sub-package that is a room of its own is not. */
    private DescribedPredicate<JavaClass> classes() {
      return inRoom(title());
    }
  }

  private static DescribedPredicate<JavaClass> inRoom(String title) {
    DescribedPredicate<JavaClass> here = resideInAPackage(HOUSE + title + "..");
    return title.equals("compute") ? here.and(not(inRoom("compute.micro"))) : here;
  }

  private static DescribedPredicate<JavaClass> inAnyRoomOf(Stream<String> titles) {
    return titles
        .map(ArchitectureTest::inRoom)
        .reduce(DescribedPredicate.alwaysFalse(), (a, b) -> a.or(b));
  }

  @ParameterizedTest
  @EnumSource
  void roomImportsOnlyTheRoomsItMay(Room room) {
    DescribedPredicate<JavaClass> foreign =
        resideInAPackage("dev.convoy..")
            .and(not(inAnyRoomOf(Stream.concat(Stream.of(room.title()), room.imports.stream()))))
            .as("rooms other than " + room.imports);
    check(
        noClasses()
            .that(room.classes().as("classes of " + room.title()))
            .should()
            .dependOnClassesThat(foreign)
            .because(room.reason));
  }

  @Test
  void everyPackageIsARoom() {
    String rooms = Arrays.stream(Room.values()).map(Room::title).collect(joining(", "));
    check(
        classes()
            .should()
            .resideInAnyPackage(
                Arrays.stream(Room.values())
                    .map(room -> HOUSE + room.title() + "..")
                    .toArray(String[]::new))
            .because("the rooms are: " + rooms));
  }

  @Test
  void coreKnowsNoSpark() {
    check(
        noClasses()
            .that(inAnyRoomOf(core()))
            .should()
            .dependOnClassesThat(resideInAnyPackage(SPARK))
            .because("the core is built and tested without a cluster"));
  }

  @Test
  void tensorReferenceAndComputeStandOnTheJdkAlone() {
    check(
        classes()
            .that(
                inAnyRoomOf(Stream.of("tensor", "reference", "compute", "compute.micro"))
                    .as("arithmetic"))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    "java..", VECTOR_API, "dev.convoy..", "org.jspecify.annotations.."))
            .because("whoever reads the arithmetic needs to know no library"));
  }

  @Test
  void computeTouchesNoFiles() {
    check(
        noClasses()
            .that(inAnyRoomOf(Stream.of("compute", "compute.micro")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.net.."))
            .orShould()
            .dependOnClassesThat(
                resideInAPackage("java.io")
                    .and(not(DescribedPredicate.describe("Serializable", ArchitectureTest::mark))))
            .because("it works on arrays that others read and write"));
  }

  /** The marker of what Spark ships, and what Java makes of a broken lambda. */
  private static boolean mark(JavaClass type) {
    return type.getSimpleName().equals("Serializable");
  }

  @Test
  void onlyConfigKnowsYaml() {
    check(
        noClasses()
            .that(not(inAnyRoomOf(Stream.of("config", "job", "store", "report"))))
            .should()
            .dependOnClassesThat(resideInAnyPackage(YAML))
            .because("files are read through config, strictly; job, store and report write JSON"));
    check(
        classes()
            .that(inRoom("config"))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    "java..",
                    "com.fasterxml.jackson..",
                    "org.yaml..",
                    "dev.convoy.config..",
                    "org.jspecify.annotations.."))
            .because("it reads YAML and does nothing else"));
  }

  @Test
  void onlyOnnxKnowsProtobuf() {
    check(
        noClasses()
            .that(not(inRoom("onnx")))
            .should()
            .dependOnClassesThat(resideInAnyPackage(PROTOBUF))
            .because("the classes of an ONNX file are big, and renamed in the shipped jar"));
  }

  @Test
  void onlyReportKnowsHowToPlot() {
    check(
        noClasses()
            .that(not(inRoom("report")))
            .should()
            .dependOnClassesThat(resideInAnyPackage(PLOTTING))
            .because(
                "pages and curves are made in one place, which the work itself does not need"));
  }

  @Test
  void onlyTheFeaturizerKnowsSparkMl() {
    DescribedPredicate<JavaClass> featurizer =
        inRoom("ml")
            .and(
                DescribedPredicate.describe(
                    "named ...Featurizer...", type -> outermost(type).contains("Featurizer")));
    check(
        noClasses()
            .that(not(featurizer))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(SPARK_ML, "org.apache.spark.mllib..").or(featurizer))
            .because("jobs and the SQL function run where there is no spark-mllib"));
  }

  @Test
  void onlyVectorClassesTouchTheVectorApi() {
    DescribedPredicate<JavaClass> vector =
        inRoom("compute.micro")
            .and(
                DescribedPredicate.describe(
                    "named Vector...", type -> outermost(type).startsWith("Vector")));
    check(
        noClasses()
            .that(not(vector))
            .should()
            .dependOnClassesThat(resideInAPackage(VECTOR_API))
            .because("all else must load in a JVM without the incubator module"));
  }

  private static String outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getSimpleName();
  }

  /** Objects travel between Spark's own processes; what lies in a file is read value by value. */
  @Test
  void nothingMakesObjectsOfBytes() {
    check(noObjectsOfBytes());
    assertThat(noObjectsOfBytes().evaluate(TESTS).hasViolation()).isTrue(); // Inputs does it
  }

  /** A hook {@code readObject} is given its stream by Spark; opening one is what is forbidden. */
  private static ArchRule noObjectsOfBytes() {
    return noClasses()
        .should()
        .callConstructorWhere(
            JavaCall.Predicates.target(
                HasOwner.Predicates.With.owner(
                    JavaClass.Predicates.assignableTo(java.io.ObjectInputStream.class))))
        .orShould()
        .beAssignableTo(java.io.ObjectInputStream.class)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(MAKERS_OF_OBJECTS)
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "let data or names choose a class or a library",
                call -> call.getTarget().getFullName().matches(CHOOSERS_OF_CLASSES)))
        .because("a file that anybody may have written must not choose the classes that run");
  }

  @Test
  void roomsFormNoCycle() {
    check(
        slices()
            .matching("dev.convoy.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room can then be read, tested and replaced before those above it"));
  }

  @Test
  void testClassesEndInTestOrIt() {
    methods()
        .that()
        .areAnnotatedWith(Test.class)
        .or()
        .areAnnotatedWith(TestFactory.class)
        .or()
        .areMetaAnnotatedWith(TestTemplate.class)
        .should()
        .beDeclaredInClassesThat(
            DescribedPredicate.describe(
                "end in Test or IT", type -> outermost(type).matches(".*(Test|IT)")))
        .because("any other class would be skipped in silence")
        .check(TESTS);
  }

  @Test
  void theHouseWasReallyRead() {
    assertThat(MAIN.contain("dev.convoy.tensor.Tensor")).isTrue();
    assertThat(MAIN.contain(ArchitectureTest.class.getName())).isFalse();
    assertThat(TESTS.contain(ArchitectureTest.class.getName())).isTrue();
  }

  private static Stream<String> core() {
    return Stream.of(
        "tensor",
        "reference",
        "config",
        "compute",
        "compute.micro",
        "network",
        "onnx",
        "image",
        "report");
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }
}
