package dev.tandem.golden;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A recorded HTTP request and its answer. */
record HttpExchange(HttpRequest request, @Nullable HttpAnswer answer) implements Exchange {
  private static final Pattern MODEL_IN_PATH = Pattern.compile("/models/([^/?]+)");

  @Override
  public Protocol protocol() {
    return Protocol.HTTP;
  }

  @Override
  public Optional<Verdict> replay(Senders senders, VolatilePaths volatilePaths) {
    HttpAnswer now = senders.http().send(request);
    return Optional.ofNullable(answer)
        .map(recorded -> HttpComparison.compare(recorded, now, volatilePaths));
  }

  @Override
  public Set<String> models() {
    Set<String> models = new TreeSet<>();
    Matcher inPath = MODEL_IN_PATH.matcher(request.path());
    while (inPath.find()) {
      models.add(inPath.group(1));
    }
    if (answer != null) {
      models.addAll(ModelNames.in(HttpValue.of(answer)));
    }
    return models;
  }
}
