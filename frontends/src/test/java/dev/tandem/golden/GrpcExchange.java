package dev.tandem.golden;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A recorded gRPC call and its answer.
 *
 * @param unordered whether the answers of the stream may come in any order
 */
record GrpcExchange(GrpcRequest request, @Nullable GrpcAnswer answer, boolean unordered)
    implements Exchange {
  @Override
  public Protocol protocol() {
    return Protocol.GRPC;
  }

  @Override
  public Optional<Verdict> replay(Senders senders, VolatilePaths volatilePaths) {
    GrpcAnswer now = senders.grpc().send(request);
    return Optional.ofNullable(answer)
        .map(recorded -> GrpcComparison.compare(this, recorded, now, volatilePaths));
  }

  @Override
  public Set<String> models() {
    Set<String> models = new TreeSet<>();
    request
        .messages()
        .forEach(bytes -> models.addAll(ModelNames.in(GrpcValue.request(request.method(), bytes))));
    if (answer != null) {
      answer
          .messages()
          .forEach(
              bytes -> models.addAll(ModelNames.in(GrpcValue.response(request.method(), bytes))));
    }
    return models;
  }
}
