package dev.tandem.server;

import java.util.ArrayList;
import java.util.List;

/** Reads which ports are to be open. */
final class ListenersReader {
  private final FlagValues flags;
  private final List<String> remarks = new ArrayList<>();

  private ListenersReader(FlagValues flags) {
    this.flags = flags;
  }

  /** What was read, and a line for each port that is left closed for another one. */
  record Read(Listeners listeners, List<String> remarks) {}

  /**
   * @param likeTfServing whether the command line is one of TensorFlow Serving's, which knows
   *     nothing of further ports, so that those give way
   */
  static Read read(FlagValues flags, boolean likeTfServing) throws StartFailure {
    ListenersReader reader = new ListenersReader(flags);
    Listeners all = reader.all();
    Listeners open = PortCheck.distinct(likeTfServing ? reader.givingWay(all) : all);
    return new Read(open, List.copyOf(reader.remarks));
  }

  private Listeners all() throws StartFailure {
    String httpAddress = flags.get(ServeFlags.HTTP_ADDRESS);
    String grpcAddress = flags.get(ServeFlags.GRPC_ADDRESS);
    String metricsAddress = flags.last(ServeFlags.METRICS_ADDRESS).orElse(httpAddress);
    boolean tfServing = flags.get(ServeFlags.ALLOW_TF_SERVING);
    return new Listeners(
        new ListenerOptions(
            flags.get(ServeFlags.ALLOW_HTTP),
            httpAddress,
            flags.get(ServeFlags.HTTP_PORT),
            flags.get(TransportFlags.REUSE_HTTP_PORT)),
        new ListenerOptions(
            flags.get(ServeFlags.ALLOW_GRPC),
            grpcAddress,
            flags.get(ServeFlags.GRPC_PORT),
            flags.get(TransportFlags.REUSE_GRPC_PORT)),
        new ListenerOptions(
            flags.get(ServeFlags.ALLOW_METRICS),
            metricsAddress,
            flags.get(ServeFlags.METRICS_PORT)),
        flags.get(ServeFlags.TF_GRPC_PORT).listener(tfServing, grpcAddress),
        flags.get(ServeFlags.TF_HTTP_PORT).listener(tfServing, httpAddress));
  }

  private Listeners givingWay(Listeners all) {
    List<ListenerOptions> taken = new ArrayList<>();
    taken.add(all.tfGrpc());
    ListenerOptions rest = openUnless(taken, ServeFlags.TF_HTTP_PORT, all.tfHttp());
    if (flags.isGiven(ServeFlags.TF_HTTP_PORT.name())) {
      taken.add(rest);
    }
    ListenerOptions http = spare(taken, ServeFlags.HTTP_PORT, all.http());
    ListenerOptions grpc = spare(taken, ServeFlags.GRPC_PORT, all.grpc());
    ListenerOptions metrics = spare(taken, ServeFlags.METRICS_PORT, all.metrics());
    return new Listeners(http, grpc, metrics, all.tfGrpc(), rest);
  }

  /** One that nobody named goes without its port where that is another one's or is taken. */
  private ListenerOptions spare(
      List<ListenerOptions> taken, Flag<?> flag, ListenerOptions listener) {
    return flags.isGiven(flag.name()) ? listener : openUnless(taken, flag, listener.asSpare());
  }

  private ListenerOptions openUnless(
      List<ListenerOptions> taken, Flag<?> flag, ListenerOptions listener) {
    if (taken.stream().noneMatch(listener::collidesWith)) {
      return listener;
    }
    remarks.add(
        flag.name() + " is not opened: another flag asks for port " + listener.port() + " too");
    return listener.closed();
  }
}
