#!/usr/bin/env bash
# Runs one job file on Spark:  ./submit.sh [--spark-submit-option value ...] JOB.yaml [key=value ...]
#
# The only caller of spark-submit. Which Spark: the one of SPARK_HOME, else the spark-submit on the
# PATH, else (or with CONVOY_SPARK=embedded) the jars that Maven fetches into target/spark, on all
# cores of this machine. Builds target/convoy.jar where it is missing or older than its sources.
# Runs on bash 3.2, so on a Mac as it comes. Exit code: the job's; 1 and 2 as the job's.

fail() { # exit code, message
  echo "error: $2" >&2
  exit "$1"
}

# Follows symbolic links; readlink -f is not everywhere.
real_path() {
  local path="$1" link
  while [ -L "$path" ]; do
    link="$(readlink "$path")"
    case "$link" in
      /*) path="$link" ;;
      *) path="$(dirname "$path")/$link" ;;
    esac
  done
  echo "$(cd -P "$(dirname "$path")" && pwd)/$(basename "$path")"
}

home="$(dirname "$(real_path "${BASH_SOURCE[0]}")")"
target="$home/target"
jar="$target/convoy.jar"
main_class=dev.convoy.cli.Main

# ---- the command line ------------------------------------------------------------------------

spark_options=() # for spark-submit, in order
words=()         # for Main
master=""
deploy_mode=""
driver_memory="${SPARK_DRIVER_MEMORY:-}"
driver_options=""
driver_class_path=""
properties_file=""
verbose=""
asks="" # --help or --version: no job, no cluster
chatty="" # options that make spark-submit itself talk

note_conf() { # what the embedded mode must know before Java starts
  case "$1" in
    spark.master=*) master="${1#*=}" ;;
    spark.submit.deployMode=*) deploy_mode="${1#*=}" ;;
    spark.driver.memory=*) driver_memory="${1#*=}" ;;
    spark.driver.extraJavaOptions=*) driver_options="${1#*=}" ;;
    spark.driver.extraClassPath=*) driver_class_path="${1#*=}" ;;
  esac
}

note_option() { # name, value
  case "$1" in
    --master) master="$2" ;;
    --deploy-mode) deploy_mode="$2" ;;
    --driver-memory) driver_memory="$2" ;;
    --driver-java-options) driver_options="$2" ;;
    --driver-class-path) driver_class_path="$2" ;;
    --properties-file) properties_file="$2" ;;
    --packages) chatty=yes ;;
    --conf | -c) note_conf "$2" ;;
  esac
}

while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help | --version)
      asks="$1"
      shift
      ;;
    --verbose)
      verbose=yes
      shift
      ;;
    -v | --supervise | --load-spark-defaults | --usage-error) # spark-submit's flags without a value
      [ "$1" = --load-spark-defaults ] || chatty=yes
      spark_options+=("$1")
      shift
      ;;
    --)
      shift
      break
      ;;
    --*=*)
      note_option "${1%%=*}" "${1#*=}"
      spark_options+=("$1")
      shift
      ;;
    -*)
      [ $# -gt 1 ] || fail 2 "option $1 has no value (see ./submit.sh --help)"
      note_option "$1" "$2"
      spark_options+=("$1" "$2")
      shift 2
      ;;
    *) break ;;
  esac
done

if [ -n "$asks" ]; then
  words=("$asks")
else
  [ $# -gt 0 ] || fail 2 "no job file given
usage: ./submit.sh [--spark-submit-option value ...] JOB.yaml [key=value ...]
--help lists the job kinds and their keys"
  words=("$@")
  [ -z "$verbose" ] || words+=(--verbose)
  case "$1" in
    *:*) ;; # hdfs:, s3a: ...: Java will look
    *)
      if [ ! -e "$1" ] && [ "$deploy_mode" != cluster ]; then
        folder="$(dirname "$1")"
        here="$(cd "$folder" 2>/dev/null && ls *.yaml 2>/dev/null | tr '\n' ' ')"
        fail 2 "$1: no such file${here:+; $folder has: ${here% }}"
      fi
      ;;
  esac
fi

# ---- Java ------------------------------------------------------------------------------------

if [ -n "${JAVA_HOME:-}" ]; then
  java="$JAVA_HOME/bin/java"
  [ -x "$java" ] || fail 1 "JAVA_HOME is $JAVA_HOME, which has no bin/java; correct or unset it"
else
  java="$(command -v java)" || fail 1 "java not found, needed 17 or newer; install a JDK or set JAVA_HOME"
fi

# From the file "release" beside bin/: asking Java itself takes longer than all else here.
java_version() {
  local release version
  release="$(dirname "$(dirname "$(real_path "$java")")")/release"
  version="$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$release" 2>/dev/null)"
  [ -n "$version" ] || version="$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)"
  echo "$version"
}

java_version="$(java_version)"
java_major="${java_version#1.}" # 1.8 is 8
java_major="${java_major%%[!0-9]*}"
[ -n "$java_major" ] || fail 1 "$java does not tell its version, needed Java 17 or newer; set JAVA_HOME"
[ "$java_major" -ge 17 ] || fail 1 "found Java $java_version at $java, needed 17 or newer; set JAVA_HOME"

# Without a locale Java cannot even open files whose names are not ASCII.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in
  C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# ---- which Spark -----------------------------------------------------------------------------

spark_submit=""
if [ "${CONVOY_SPARK:-}" != embedded ]; then
  if [ -n "${SPARK_HOME:-}" ]; then
    spark_submit="$SPARK_HOME/bin/spark-submit"
    [ -x "$spark_submit" ] || fail 1 "SPARK_HOME is $SPARK_HOME, which has no bin/spark-submit; correct or unset it"
  else
    spark_submit="$(command -v spark-submit)"
  fi
fi

# ---- the build -------------------------------------------------------------------------------

spark_stamp="$target/spark/pom.cksum"

jar_is_old() {
  [ ! -f "$jar" ] || [ -n "$(find "$home/pom.xml" "$home/LICENSE" "$home/src/main" -newer "$jar" -print 2>/dev/null | head -n 1)" ]
}

spark_is_old() {
  [ -z "$spark_submit" ] && [ "$(cat "$spark_stamp" 2>/dev/null)" != "$(cksum <"$home/pom.xml")" ]
}

# Goals, not "package": the tests' libraries need not be fetched for it. New files are moved into
# place, so that runs that have the old ones open keep them.
build() {
  local goals=() log="$target/build.log" began="$target/build.began"
  command -v mvn >/dev/null || fail 1 "mvn not found, needed to build target/convoy.jar; install Maven 3.8 or newer"
  [ -f "$jar" ] && echo "building convoy ..." >&2 || echo "building convoy (first run, takes a minute) ..." >&2
  touch "$began"
  if jar_is_old; then
    goals+=(resources:resources compiler:compile jar:jar shade:shade@convoy-jar)
  fi
  if spark_is_old; then
    rm -rf "$target/spark.new"
    goals+=(dependency:copy-dependencies@embedded-spark)
  fi
  if ! (cd "$home" && mvn -q -B -ntp "${goals[@]}" "-Dconvoy.jar=$jar.new" "-Dconvoy.spark=$target/spark.new") >"$log" 2>&1; then
    cat "$log" >&2
    fail 1 "the build failed; Maven's words stand above and in $log"
  fi
  if [ -f "$jar.new" ]; then
    touch -r "$began" "$jar.new" # a source saved meanwhile is newer
    mv -f "$jar.new" "$jar"
  fi
  if [ -d "$target/spark.new" ]; then
    cksum <"$home/pom.xml" >"$target/spark.new/pom.cksum"
    rm -rf "$target/spark"
    mv "$target/spark.new" "$target/spark"
  fi
}

if jar_is_old || spark_is_old; then
  mkdir -p "$target" || fail 1 "cannot write $target"
  exec 9>"$target/build.lock"
  if command -v flock >/dev/null; then flock 9; fi
  if jar_is_old || spark_is_old; then build; fi # another run may have built it while we waited
  exec 9>&-
fi

# ---- what Main cannot find out for itself ------------------------------------------------------

export CONVOY_COLUMNS=0 # no terminal: lines instead of a bar
if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then
  columns="$(stty size <&2 2>/dev/null)"
  columns="${columns#* }"
  [ "${columns:-0}" -gt 0 ] 2>/dev/null && CONVOY_COLUMNS="$columns" || CONVOY_COLUMNS=80
fi

if [ -n "${EPOCHREALTIME:-}" ]; then # bash 5; with a comma in some locales
  micros="${EPOCHREALTIME/[.,]/}"
  CONVOY_STARTED_MILLIS="${micros%???}"
else
  CONVOY_STARTED_MILLIS="$(date +%s)000"
fi
export CONVOY_STARTED_MILLIS

vector_module=--add-modules=jdk.incubator.vector

# ---- an installed Spark ------------------------------------------------------------------------

# From the name of its core jar: scala-spark, as in 2.13-4.2.0; nothing where it lies elsewhere.
installed_version() {
  local core folder="${SPARK_HOME:-$(dirname "$(dirname "$(real_path "$spark_submit")")")}"
  for core in "$folder"/jars/spark-core_*.jar; do
    core="${core##*/spark-core_}"
    echo "${core%.jar}"
  done
}

if [ -n "$spark_submit" ]; then
  case "$(installed_version)" in
    2.12-* | 2.13-[0-3].*)
      fail 1 "found Spark $(installed_version | sed 's/.*-//') at $spark_submit, needed 4.0 or newer; set SPARK_HOME to another one, or CONVOY_SPARK=embedded"
      ;;
  esac
  # Spark's own log settings and defaults stay; its launcher passes the module of the vector kernels.
  if [ -n "$asks" ]; then # no matter which cluster it stands for
    spark_options=(--master 'local[1]' --deploy-mode client)
  fi
  exec "$spark_submit" ${spark_options[@]+"${spark_options[@]}"} --class "$main_class" "$jar" "${words[@]}"
fi

# ---- the embedded Spark: memory and flags, which are its launcher's work elsewhere ----------------

defaults="${properties_file:-$home/conf/spark-defaults.conf}"
[ -r "$defaults" ] || fail 2 "--properties-file $defaults: cannot be read"

from_defaults() { # key; as spark-submit reads them: "key value" or "key=value", the last one wins
  sed -n "s/^[[:space:]]*$(echo "$1" | sed 's/[.]/[.]/g')[[:space:]=][[:space:]=]*//p" "$defaults" | tail -n 1
}

: "${driver_memory:=$(from_defaults spark.driver.memory)}"
: "${driver_options:=$(from_defaults spark.driver.extraJavaOptions)}"
: "${driver_class_path:=$(from_defaults spark.driver.extraClassPath)}"
: "${master:=$(from_defaults spark.master)}"

if [ -z "$driver_memory" ]; then
  heap=-XX:MaxRAMPercentage=50 # of the machine, or of the container
else
  case "$driver_memory" in # 4g, 4gb, 4096m, 4096
    *[bB]) heap="-Xmx${driver_memory%[bB]}" ;;
    *[0-9]) heap="-Xmx${driver_memory}m" ;;
    *) heap="-Xmx$driver_memory" ;;
  esac
fi

flags=(-XX:+IgnoreUnrecognizedVMOptions "$vector_module") # this list is spark.jvm.flags in pom.xml
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
  sun.security.action sun.util.calendar; do
  flags+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
flags+=(
  --add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED
  -Dio.netty.tryReflectionSetAccessible=true
  -Dio.netty.allocator.type=pooled
  -Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE
  --sun-misc-unsafe-memory-access=allow
  --enable-native-access=ALL-UNNAMED
  -XX:+UseParallelGC
  "$heap"
  "-Dlog4j2.configurationFile=$home/conf/log4j2.properties"
)
[ -z "$verbose" ] || flags+=(-Dconvoy.log=warn)

class_path="$target/spark/jars/*:$jar"
extra_class_path="$driver_class_path${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}${YARN_CONF_DIR:+:$YARN_CONF_DIR}"

case "$master" in
  local*) export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" ;; # asking for this host's name can take seconds
  *) export SPARK_HOME="$target/spark" SPARK_SCALA_VERSION=2.13 ;;
esac

# ---- the embedded Spark: classes loaded once for all runs -----------------------------------------

# Spark's start is mostly the loading of classes. The first run of a new jar leaves them in an archive
# (some 170 MB) that later ones map into memory: half the start. CONVOY_ARCHIVE=off does without.
archive="$target/classes-$(echo "$java $java_version $target" | cksum | tr ' ' '-').jsa" # tied to both
new_archive=""
if [ "${CONVOY_ARCHIVE:-}" != off ]; then
  if [ "$archive" -nt "$jar" ] && [ "$archive" -nt "$spark_stamp" ]; then
    flags+=("-XX:SharedArchiveFile=$archive" -Xlog:cds=off -Xlog:cds+dynamic=off)
  elif [ -z "$asks$extra_class_path" ] && [ "${master#local}" != "$master" ]; then
    # No folders of classes, which no archive takes; executors in this JVM, so that theirs are in it.
    new_archive="$archive.$$"
    echo "this run ends some seconds late: it keeps Java's classes for faster starts" >&2
    flags+=("-XX:ArchiveClassesAtExit=$new_archive" -Xlog:cds=off -Xlog:cds+dynamic=off)
  fi
fi

# ---- the embedded Spark: run ------------------------------------------------------------------------

# The JVM and its launcher always print a line or two ("Using incubator modules: ..."). So they get a
# file as their standard error, and Main writes to the user's, which it finds as its descriptor 0:
# nothing is read there. What else the JVM said is printed at the end.
jvm_log=""
if [ -z "$chatty$verbose" ]; then
  jvm_log="$target/jvm-$$.log"
  export CONVOY_STDERR=0
fi

if [ -n "$asks" ]; then
  command=("$java" "${flags[@]}" -cp "$class_path" "$main_class" "$asks")
else
  # shellcheck disable=SC2206 # options are words
  flags+=($driver_options)
  [ -z "$verbose" ] || spark_options=(--conf spark.log.level=WARN ${spark_options[@]+"${spark_options[@]}"})
  command=("$java" "${flags[@]}" -cp "$class_path${extra_class_path:+:$extra_class_path}"
    org.apache.spark.deploy.SparkSubmit --properties-file "$defaults"
    ${spark_options[@]+"${spark_options[@]}"} --class "$main_class" "$jar" "${words[@]}")
fi

# In a process group of its own, so that a signal reaches Java once, whoever it was sent to.
set -m
if [ -n "$jvm_log" ]; then
  "${command[@]}" 0>&2 2>"$jvm_log" &
else
  "${command[@]}" </dev/null &
fi
child=$!
set +m
for signal in INT TERM HUP; do
  # shellcheck disable=SC2064 # this child
  trap "kill -$signal $child 2>/dev/null" $signal
done
while kill -0 "$child" 2>/dev/null; do wait "$child"; done # a trap ends a wait early
wait "$child"
code=$?

if [ -n "$jvm_log" ]; then
  # spark-submit refuses an option by an exception; of that, too, the first line will do.
  grep -q '^Exception in thread "main" org.apache.spark.SparkException' "$jvm_log" && code=2
  sed -e '/^WARNING: Using incubator modules: /d' \
    -e '/^WARNING: package sun.security.action not in java.base/d' \
    -e '/^[[:space:]]at /d' \
    -e 's/^Exception in thread "main" [A-Za-z.]*: /error: /' "$jvm_log" >&2
  rm -f "$jvm_log"
fi
if [ -n "$new_archive" ] && [ -f "$new_archive" ]; then
  case "$code" in
    0 | 3)
      for old in "$target"/classes-*.jsa; do
        [ "$old" -nt "$jar" ] || rm -f "$old"
      done
      mv -f "$new_archive" "$archive"
      ;;
    *) rm -f "$new_archive" ;; # it ended before it had loaded all that a run needs
  esac
fi
exit "$code"
