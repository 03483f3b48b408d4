package dev.tandem.engine.ensemble;

import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tensors of one request, by their numbers. */
final class Values {
  private final @Nullable Tensor[] tensors;

  Values(int count) {
    tensors = new Tensor[count];
  }

  private Values(@Nullable Tensor[] tensors) {
    this.tensors = tensors;
  }

  Values copy() {
    return new Values(tensors.clone());
  }

  /** Keeps those of {@code given} that have a number. */
  void put(List<Named> names, List<Tensor> given) {
    for (Tensor tensor : given) {
      for (Named named : names) {
        if (named.name().equals(tensor.name())) {
          tensors[named.tensor()] = tensor;
        }
      }
    }
  }

  boolean hasAll(List<Named> names) {
    for (Named named : names) {
      if (tensors[named.tensor()] == null) {
        return false;
      }
    }
    return true;
  }

  /** Those of {@code names} that are there, under these names. */
  List<Tensor> get(List<Named> names) {
    List<Tensor> found = new ArrayList<>(names.size());
    for (Named named : names) {
      Tensor value = tensors[named.tensor()];
      if (value != null) {
        found.add(new Tensor(named.name(), value.type(), value.shape(), value.bytes()));
      }
    }
    return found;
  }
}
