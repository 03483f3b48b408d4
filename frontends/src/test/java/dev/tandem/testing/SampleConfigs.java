package dev.tandem.testing;

/** Configurations of the built-in backends, for models without files. */
public final class SampleConfigs {
  /** Each element of IN is an answer of its own, after its DELAY; WAIT comes behind the last. */
  public static final String REPEAT =
      """
      backend: "repeat"
      input [
        { name: "IN" data_type: TYPE_INT32 dims: [ -1 ] },
        { name: "DELAY" data_type: TYPE_UINT32 dims: [ -1 ] },
        { name: "WAIT" data_type: TYPE_UINT32 dims: [ 1 ] }
      ]
      output [
        { name: "OUT" data_type: TYPE_INT32 dims: [ 1 ] },
        { name: "IDX" data_type: TYPE_UINT32 dims: [ 1 ] }
      ]
      instance_group { count: 1 kind: KIND_CPU }
      model_transaction_policy { decoupled: true }
      """;

  /** Gives back what it gets. */
  public static final String ECHO =
      """
      backend: "identity"
      input { name: "INPUT0" data_type: TYPE_INT32 dims: [ -1 ] }
      output { name: "OUTPUT0" data_type: TYPE_INT32 dims: [ -1 ] }
      """;

  private SampleConfigs() {}
}
