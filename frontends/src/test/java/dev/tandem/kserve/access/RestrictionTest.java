package dev.tandem.kserve.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictionTest {
  @Test
  void readsCategoriesAKeyAndItsValue() {
    assertThat(Restriction.read("health, model-repository:admin-key=a=b:c"))
        .contains(
            new Restriction(
                Set.of(ApiCategory.HEALTH, ApiCategory.MODEL_REPOSITORY), "admin-key", "a=b:c"));
  }

  @Test
  void everyCategoryCanBeNamed() {
    for (ApiCategory category : ApiCategory.values()) {
      assertThat(Restriction.read(category.text() + ":k=v"))
          .contains(new Restriction(Set.of(category), "k", "v"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "health", "health:k", "health:k=", ":k=v", "healthy:k=v", "health,:k=v"})
  void refusesAnythingElse(String text) {
    assertThat(Restriction.read(text)).isEmpty();
  }

  @Test
  void oneCategoryHasOneHeader() {
    List<Restriction> twice =
        List.of(
            new Restriction(Set.of(ApiCategory.HEALTH, ApiCategory.TRACE), "a", "1"),
            new Restriction(Set.of(ApiCategory.TRACE), "b", "2"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Restrictions.of(twice, "protocol", ""))
        .withMessage("restricted protocol 'trace' can not be specified in multiple config groups");
  }

  @Property
  void onlyTheWholeValueOpensACategory(@ForAll String value, @ForAll String sent) {
    Restrictions restrictions =
        Restrictions.of(
            List.of(new Restriction(Set.of(ApiCategory.HEALTH), "k", value)), "API", "x-");

    assertThat(restrictions.missingHeader(ApiCategory.HEALTH, Map.of("x-k", value)::get)).isNull();
    assertThat(restrictions.missingHeader(ApiCategory.HEALTH, name -> null)).isEqualTo("x-k");
    assertThat(restrictions.missingHeader(ApiCategory.TRACE, name -> null)).isNull();
    if (!sent.equals(value)) {
      assertThat(restrictions.missingHeader(ApiCategory.HEALTH, name -> sent)).isEqualTo("x-k");
    }
  }

  @Test
  void doesNotPrintTheValue() {
    assertThat(new Restriction(Set.of(ApiCategory.HEALTH), "k", "secret").toString())
        .doesNotContain("secret");
  }
}
