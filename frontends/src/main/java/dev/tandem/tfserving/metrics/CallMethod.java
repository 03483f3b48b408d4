package dev.tandem.tfserving.metrics;

/** The calls that are told apart, with what metrics call them. */
public enum CallMethod {
  GRPC_PREDICT("Predict", "GRPC", Work.PREDICT),
  GRPC_CLASSIFY("Classify", "GRPC", Work.CLASSIFY),
  GRPC_REGRESS("Regress", "GRPC", Work.REGRESS),
  REST_PREDICT("predict", "REST", Work.PREDICT),
  REST_CLASSIFY("classify", "REST", Work.CLASSIFY),
  REST_REGRESS("regress", "REST", Work.REGRESS),
  /** Everything else over REST, which never runs a model. */
  REST_OTHER("", "REST", Work.PREDICT);

  private final String api;
  private final String entrypoint;
  private final Work work;

  CallMethod(String api, String entrypoint, Work work) {
    this.api = api;
    this.entrypoint = entrypoint;
    this.work = work;
  }

  String api() {
    return api;
  }

  String entrypoint() {
    return entrypoint;
  }

  Work work() {
    return work;
  }

  /** What a call has the model do, through whichever door it came. */
  enum Work {
    PREDICT("Predict"),
    CLASSIFY("Classify"),
    REGRESS("Regress");

    private final String api;

    Work(String api) {
      this.api = api;
    }

    String api() {
      return api;
    }
  }
}
