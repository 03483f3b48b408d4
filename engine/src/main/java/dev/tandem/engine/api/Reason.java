package dev.tandem.engine.api;

/** Why a request was not answered as asked; each dialect maps these to its own codes. */
public enum Reason {
  /** The request itself is malformed or out of bounds. */
  INVALID_REQUEST,
  /** The body is not of the form that it claims, such as JSON cut off. */
  MALFORMED_BODY,
  /** The request is well formed but does not fit the model's inputs. */
  INVALID_TENSOR,
  MODEL_NOT_FOUND,
  /** The request goes on with a sequence that has not begun. */
  NO_SEQUENCE,
  /** The model is known, but the version asked for is not. */
  VERSION_NOT_FOUND,
  /** The model is known, but none of its versions serves. */
  NO_VERSION_READY,
  /** The version asked for is known, but does not serve now. */
  VERSION_NOT_READY,
  /** No version of the model carries the label. */
  LABEL_NOT_FOUND,
  ALREADY_EXISTS,
  /** Models are not loaded and unloaded by clients here. */
  CONTROL_OFF,
  /** No repository has the model in a form that can be read. */
  NOT_IN_REPOSITORY,
  /** The model was read, but did not load. */
  LOAD_FAILED,
  /** What was asked for does not go with what serves now. */
  PRECONDITION_FAILED,
  UNSUPPORTED,
  /** The model's queue has no room. */
  QUEUE_FULL,
  /** The request waited in its queue for longer than it may. */
  QUEUE_TIMEOUT,
  DEADLINE_EXCEEDED,
  CANCELLED,
  /** No memory, on this machine or a device, for what was asked. */
  OUT_OF_MEMORY,
  /** Memory that the caller shares with the server cannot be opened, read or written. */
  SHARED_MEMORY_FAILED,
  /** The model failed while it ran. */
  EXECUTION_FAILED,
  /** The server or the model's scheduler is shutting down. */
  STOPPING,
  /** A fault of ours. */
  INTERNAL
}
