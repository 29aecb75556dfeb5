import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.ExperimentTag;
import org.mlflow.api.proto.Service.FileInfo;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunData;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ActiveRun;
import org.mlflow.tracking.ExperimentsPage;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;

/**
 * What a program that uses MLflow's Java client does, against the server whose URL is given. Prints a line a step, "ok
 * NAME" or "FAIL NAME" and why. The steps that move artifacts run the command `mlflow`, which must be on the PATH.
 */
public class TrackingProgram {
  private static MlflowClient client;

  private interface Step {
    void run() throws Exception;
  }

  public static void main(String[] arguments) {
    client = new MlflowClient(arguments[0]);
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("experiments", TrackingProgram::experiments);
    steps.put("experiment_pages", TrackingProgram::experimentPages);
    steps.put("runs", TrackingProgram::runs);
    steps.put("metrics", TrackingProgram::metrics);
    steps.put("batch", TrackingProgram::batch);
    steps.put("tags", TrackingProgram::tags);
    steps.put("search", TrackingProgram::search);
    steps.put("run_pages", TrackingProgram::runPages);
    steps.put("refusals", TrackingProgram::refusals);
    steps.put("context", TrackingProgram::context);
    steps.put("raw", TrackingProgram::raw);
    steps.put("artifacts", TrackingProgram::artifacts);
    steps.forEach((name, step) -> {
      try {
        step.run();
        System.out.println("ok " + name);
      } catch (Exception | AssertionError problem) {
        System.out.println("FAIL " + name);
        problem.printStackTrace(System.out);
      }
    });
    client.close();
  }

  private static void same(Object found, Object expected) {
    if (!Objects.equals(found, expected)) {
      throw new AssertionError("found " + found + ", expected " + expected);
    }
  }

  private static int statusOf(Runnable call) {
    try {
      call.run();
    } catch (MlflowHttpException refused) {
      return refused.getStatusCode();
    }
    return 200;
  }

  private static String unique() {
    return "java/" + UUID.randomUUID();
  }

  private static String newRun() {
    return client.createRun(client.createExperiment(unique())).getRunId();
  }

  private static Map<String, String> tagsOf(String run) {
    return client.getRun(run).getData().getTagsList().stream()
        .collect(Collectors.toMap(RunTag::getKey, RunTag::getValue));
  }

  private static Map<String, Double> metricsOf(RunData data) {
    return data.getMetricsList().stream().collect(Collectors.toMap(Metric::getKey, Metric::getValue));
  }

  private static void experiments() {
    String name = unique();
    String id = client.createExperiment(CreateExperiment.newBuilder().setName(name)
        .addTags(ExperimentTag.newBuilder().setKey("team").setValue("größe ✓")).build());
    client.setExperimentTag(id, "stage", "one");
    Experiment found = client.getExperiment(id);
    same(found.getName(), name);
    same(found.getLifecycleStage(), "active");
    same(found.getArtifactLocation(), "mlflow-artifacts:/" + id);
    same(found.getTagsList().stream().map(tag -> tag.getKey() + "=" + tag.getValue()).sorted()
        .collect(Collectors.toList()), List.of("stage=one", "team=größe ✓"));
    same(found.getCreationTime() > 1_600_000_000_000L, true);
    same(client.getExperimentByName(name).get().getExperimentId(), id);
    same(client.getExperimentByName(name + "?").isPresent(), false);
    client.renameExperiment(id, name + " renamed");
    same(client.getExperiment(id).getName(), name + " renamed");
    client.deleteExperiment(id);
    same(client.getExperiment(id).getLifecycleStage(), "deleted");
    client.restoreExperiment(id);
    same(client.getExperiment(id).getLifecycleStage(), "active");
  }

  private static void experimentPages() {
    String stem = unique();
    List<String> expected = new ArrayList<>();
    for (int number = 0; number < 7; ++number) {
      client.createExperiment(stem + number);
      expected.add(stem + number);
    }
    List<String> seen = new ArrayList<>();
    int pages = 0;
    ExperimentsPage page = client.searchExperiments("name LIKE '" + stem + "%'", ViewType.ACTIVE_ONLY, 3,
        List.of("name ASC"));
    while (true) {
      ++pages;
      page.getItems().forEach(experiment -> seen.add(experiment.getName()));
      if (!page.hasNextPage()) {
        break;
      }
      page = (ExperimentsPage) page.getNextPage();
    }
    same(seen, expected);
    same(pages, 3);
    same(client.searchExperiments().getItems().isEmpty(), false);
    same(client.searchExperiments("name = '" + stem + "4'").getItems().get(0).getName(), stem + "4");
  }

  private static void runs() {
    String experiment = client.createExperiment(unique());
    RunInfo created = client.createRun(CreateRun.newBuilder().setExperimentId(experiment).setRunName("first try")
        .setUserId("ann").setStartTime(1700000000123L)
        .addTags(RunTag.newBuilder().setKey("k").setValue("v")).build());
    same(created.getStatus(), RunStatus.RUNNING);
    same(created.getArtifactUri(), "mlflow-artifacts:/" + experiment + "/" + created.getRunId() + "/artifacts");
    client.logParam(created.getRunId(), "lr", "0.1");
    client.setTerminated(created.getRunId(), RunStatus.FAILED, 1700000001000L);
    Run found = client.getRun(created.getRunId());
    same(found.getInfo().getStatus(), RunStatus.FAILED);
    same(found.getInfo().getStartTime(), 1700000000123L);
    same(found.getInfo().getEndTime(), 1700000001000L);
    same(found.getInfo().getRunName(), "first try");
    same(found.getInfo().getUserId(), "ann");
    same(found.getData().getParams(0).getValue(), "0.1");
    client.deleteRun(created.getRunId());
    same(client.getRun(created.getRunId()).getInfo().getLifecycleStage(), "deleted");
    client.restoreRun(created.getRunId());
    same(client.getRun(created.getRunId()).getInfo().getLifecycleStage(), "active");
    same(client.getRun(client.createRun().getRunId()).getInfo().getExperimentId(), "0");
  }

  private static void metrics() {
    String run = newRun();
    for (int step = 0; step < 30; ++step) {
      client.logMetric(run, "loss", 1.0 / (step + 1), 1000L + step, step);
    }
    client.logMetric(run, "loss", -1.0, 5_000_000_000_000L, -3);
    client.logMetric(run, "nan", Double.NaN);
    client.logMetric(run, "infinity", Double.POSITIVE_INFINITY, 1, 0);
    List<Metric> history = client.getMetricHistory(run, "loss");
    same(history.size(), 31);
    same(history.get(29).getValue(), 1.0 / 30);
    same(history.get(30).getStep(), -3L);
    same(history.get(30).getTimestamp(), 5_000_000_000_000L);
    Map<String, Double> latest = metricsOf(client.getRun(run).getData());
    same(latest.get("loss"), 1.0 / 30);
    same(latest.get("nan").isNaN(), true);
    same(latest.get("infinity"), Double.MAX_VALUE);
    same(client.getMetricHistory(run, "never logged").size(), 0);
  }

  private static void batch() {
    String run = newRun();
    client.logBatch(run,
        IntStream.range(0, 800).mapToObj(i -> Metric.newBuilder().setKey("m" + i % 10).setValue(i / 7.0)
            .setTimestamp(1000 + i).setStep(i).build()).collect(Collectors.toList()),
        IntStream.range(0, 100).mapToObj(i -> Param.newBuilder().setKey("p" + i).setValue("" + i).build())
            .collect(Collectors.toList()),
        IntStream.range(0, 100).mapToObj(i -> RunTag.newBuilder().setKey("t" + i).setValue("v" + i).build())
            .collect(Collectors.toList()));
    client.logBatch(run, null, List.of(Param.newBuilder().setKey("late").setValue("").build()), null);
    RunData data = client.getRun(run).getData();
    same(metricsOf(data).get("m3"), 793 / 7.0);
    same(data.getParamsCount(), 101);
    same(tagsOf(run).get("t42"), "v42");
    same(client.getMetricHistory(run, "m3").size(), 80);
  }

  private static void tags() {
    String run = newRun();
    client.setTag(run, "ü/ b", "ä\n\"quoted\" 日本 😀");
    client.setTag(run, "gone", "1");
    client.setTag(run, "gone", "2");
    client.deleteTag(run, "gone");
    client.setTag(run, "mlflow.runName", "renamed");
    same(tagsOf(run).get("ü/ b"), "ä\n\"quoted\" 日本 😀");
    same(tagsOf(run).containsKey("gone"), false);
    same(client.getRun(run).getInfo().getRunName(), "renamed");
  }

  private static void search() {
    String experiment = client.createExperiment(unique());
    List<String> runs = new ArrayList<>();
    for (int number = 0; number < 4; ++number) {
      String run = client.createRun(experiment).getRunId();
      client.logMetric(run, "f1 score", number / 10.0);
      client.logParam(run, "optimizer", number % 2 == 0 ? "sgd" : "Adam");
      runs.add(run);
    }
    client.deleteRun(runs.get(3));
    List<String> in = List.of(experiment);
    same(client.listRunInfos(experiment).size(), 3);
    same(client.searchRuns(in, "metrics.`f1 score` > 0.05 and params.optimizer = 'sgd'").stream()
        .map(RunInfo::getRunId).collect(Collectors.toList()), List.of(runs.get(2)));
    same(client.searchRuns(in, "", ViewType.DELETED_ONLY).get(0).getRunId(), runs.get(3));
    RunsPage page = client.searchRuns(in, "", ViewType.ALL, 10, List.of("metrics.`f1 score` DESC"));
    same(page.getItems().stream().map(run -> run.getInfo().getRunId()).collect(Collectors.toList()),
        List.of(runs.get(3), runs.get(2), runs.get(1), runs.get(0)));
    same(metricsOf(page.getItems().get(0).getData()), Map.of("f1 score", 0.3));
  }

  private static void runPages() {
    String experiment = client.createExperiment(unique());
    List<String> expected = new ArrayList<>();
    for (int number = 0; number < 8; ++number) {
      expected.add(client.createRun(CreateRun.newBuilder().setExperimentId(experiment).setStartTime(number).build())
          .getRunId());
    }
    List<String> seen = new ArrayList<>();
    RunsPage page = client.searchRuns(List.of(experiment), "", ViewType.ACTIVE_ONLY, 3,
        List.of("attributes.start_time ASC"));
    page.getItems().forEach(run -> seen.add(run.getInfo().getRunId()));
    while (page.hasNextPage()) {
      page = (RunsPage) page.getNextPage();
      page.getItems().forEach(run -> seen.add(run.getInfo().getRunId()));
    }
    same(seen, expected);
  }

  private static void refusals() {
    String run = newRun();
    client.logParam(run, "p", "1");
    same(statusOf(() -> client.logParam(run, "p", "2")), 400);
    same(statusOf(() -> client.getRun("0".repeat(32))), 404);
    same(statusOf(() -> client.getExperiment("987654321")), 404);
    same(statusOf(() -> client.logMetric(run, "a//b", 1)), 400);
    same(statusOf(() -> client.createExperiment("Default")), 400);
    same(statusOf(() -> client.searchRuns(List.of("0"), "metrics.m > 'text'")), 400);
  }

  private static void context() {
    String name = unique();
    client.createExperiment(name);
    MlflowContext context = new MlflowContext(client).setExperimentName(name);
    ActiveRun run = context.startRun("parent");
    run.logParams(Map.of("a", "1", "b", "2"));
    run.logMetrics(Map.of("x", 1.5, "y", 2.5), 4);
    run.logMetric("x", 3.5, 5);
    run.setTags(Map.of("how", "context"));
    ActiveRun child = context.startRun("child", run.getId());
    child.endRun(RunStatus.KILLED);
    run.endRun();
    context.withActiveRun("block", block -> block.logParam("mode", "block"));
    Run parent = client.getRun(run.getId());
    same(parent.getInfo().getStatus(), RunStatus.FINISHED);
    same(metricsOf(parent.getData()), Map.of("x", 3.5, "y", 2.5));
    same(tagsOf(run.getId()).get("mlflow.runName"), "parent");
    same(tagsOf(child.getId()).get("mlflow.parentRunId"), run.getId());
    same(client.getRun(child.getId()).getInfo().getStatus(), RunStatus.KILLED);
    same(client.searchRuns(List.of(context.getExperimentId()), "params.mode = 'block' and attributes.status = 'FINISHED'")
        .size(), 1);
    same(run.getArtifactUri(), parent.getInfo().getArtifactUri());
  }

  private static void raw() {
    String answer = client.sendPost("experiments/search", "{\"max_results\": \"1\"}");
    same(answer.contains("\"experiments\""), true);
    same(client.sendGet("experiments/get?experiment_id=0").contains("\"Default\""), true);
  }

  private static void artifacts() throws Exception {
    String run = newRun();
    Path folder = Files.createTempDirectory("artifacts");
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; ++i) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    Files.write(folder.resolve("model.bin"), bytes);
    Files.writeString(Files.createDirectory(folder.resolve("deep")).resolve("größe 1.txt"), "größe");
    client.logArtifact(run, folder.resolve("model.bin").toFile());
    client.logArtifacts(run, folder.toFile(), "all");
    same(client.listArtifacts(run).stream().map(FileInfo::getPath).collect(Collectors.toList()),
        List.of("all", "model.bin"));
    File got = client.downloadArtifacts(run, "all");
    same(Arrays.equals(Files.readAllBytes(got.toPath().resolve("model.bin")), bytes), true);
    same(Files.readString(got.toPath().resolve("deep").resolve("größe 1.txt")), "größe");
  }
}
