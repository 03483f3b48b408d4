package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.repository.pbtxt.ConfigProto;
import dev.tandem.grpc.CallResources;
import dev.tandem.grpc.InferMethod;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.grpc.StreamMethod;
import dev.tandem.kserve.access.ForwardedHeaders;
import dev.tandem.kserve.shm.CudaRegions;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.ControlBody;
import dev.tandem.kserve.wire.ControlMessage;
import dev.tandem.kserve.wire.LogControl;
import dev.tandem.kserve.wire.LogMessage;
import dev.tandem.kserve.wire.ModelMessages;
import dev.tandem.kserve.wire.RegionMessages;
import dev.tandem.kserve.wire.ServerIdentity;
import dev.tandem.kserve.wire.StatisticsMessages;
import dev.tandem.kserve.wire.VersionText;
import dev.tandem.proto.kserve.CudaSharedMemoryRegisterRequest;
import dev.tandem.proto.kserve.CudaSharedMemoryRegisterResponse;
import dev.tandem.proto.kserve.CudaSharedMemoryStatusRequest;
import dev.tandem.proto.kserve.CudaSharedMemoryStatusResponse;
import dev.tandem.proto.kserve.CudaSharedMemoryUnregisterRequest;
import dev.tandem.proto.kserve.CudaSharedMemoryUnregisterResponse;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.tandem.proto.kserve.LogSettingsRequest;
import dev.tandem.proto.kserve.LogSettingsResponse;
import dev.tandem.proto.kserve.ModelConfigRequest;
import dev.tandem.proto.kserve.ModelConfigResponse;
import dev.tandem.proto.kserve.ModelMetadataRequest;
import dev.tandem.proto.kserve.ModelMetadataResponse;
import dev.tandem.proto.kserve.ModelReadyRequest;
import dev.tandem.proto.kserve.ModelReadyResponse;
import dev.tandem.proto.kserve.ModelStatisticsRequest;
import dev.tandem.proto.kserve.ModelStatisticsResponse;
import dev.tandem.proto.kserve.RepositoryIndexRequest;
import dev.tandem.proto.kserve.RepositoryIndexResponse;
import dev.tandem.proto.kserve.RepositoryModelLoadRequest;
import dev.tandem.proto.kserve.RepositoryModelLoadResponse;
import dev.tandem.proto.kserve.RepositoryModelUnloadRequest;
import dev.tandem.proto.kserve.RepositoryModelUnloadResponse;
import dev.tandem.proto.kserve.ServerLiveRequest;
import dev.tandem.proto.kserve.ServerLiveResponse;
import dev.tandem.proto.kserve.ServerMetadataRequest;
import dev.tandem.proto.kserve.ServerMetadataResponse;
import dev.tandem.proto.kserve.ServerReadyRequest;
import dev.tandem.proto.kserve.ServerReadyResponse;
import dev.tandem.proto.kserve.SystemSharedMemoryRegisterRequest;
import dev.tandem.proto.kserve.SystemSharedMemoryRegisterResponse;
import dev.tandem.proto.kserve.SystemSharedMemoryStatusRequest;
import dev.tandem.proto.kserve.SystemSharedMemoryStatusResponse;
import dev.tandem.proto.kserve.SystemSharedMemoryUnregisterRequest;
import dev.tandem.proto.kserve.SystemSharedMemoryUnregisterResponse;
import dev.tandem.proto.kserve.TraceSettingRequest;
import dev.tandem.proto.kserve.TraceSettingResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * The KServe service: reads messages, calls the engine, writes messages; ModelInfer without message
 * objects. Never blocks, since it runs on the event loops.
 */
public final class KServeGrpcService extends GRPCInferenceServiceImplBase {
  private final InferenceEngine engine;
  private final ServerIdentity identity;
  private final LogControl log;
  private final SharedMemory memory;
  private final ForwardedMetadata forwarded;

  public KServeGrpcService(
      InferenceEngine engine,
      ServerIdentity identity,
      LogControl log,
      SharedMemory memory,
      ForwardedHeaders forwarded) {
    this.engine = engine;
    this.identity = identity;
    this.log = log;
    this.memory = memory;
    this.forwarded = new ForwardedMetadata(forwarded);
  }

  /** The service as it goes behind a port. */
  public ServerServiceDefinition definition(CallResources resources) {
    return forwarded.around(
        ParsedRequests.of(
            this,
            List.of(
                InferMethod.of(
                    GRPCInferenceServiceGrpc.getModelInferMethod(),
                    new ModelInfer(engine, memory, forwarded),
                    resources),
                StreamMethod.of(
                    GRPCInferenceServiceGrpc.getModelStreamInferMethod(),
                    new ModelStreamInfer(engine, memory, forwarded),
                    resources)),
            resources));
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          ModelMessages.requireNotExiting(engine);
          return ServerLiveResponse.newBuilder().setLive(true).build();
        });
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          ModelMessages.requireNotExiting(engine);
          return ServerReadyResponse.newBuilder().setReady(engine.isReady()).build();
        });
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          ModelMessages.requireNotExiting(engine);
          VersionText.lookUp(engine, request.getName(), request.getVersion());
          return ModelReadyResponse.newBuilder().setReady(true).build();
        });
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    Unary.answer(observer, identity::message);
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          ServedModel model = VersionText.lookUp(engine, request.getName(), request.getVersion());
          return ModelMessages.metadata(engine, model, !request.getVersion().isEmpty());
        });
  }

  @Override
  public void modelConfig(
      ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          ServedModel model = VersionText.lookUp(engine, request.getName(), request.getVersion());
          return ModelConfigResponse.newBuilder()
              .setConfig(ConfigProto.write(model.config()))
              .build();
        });
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
    Unary.answer(
        observer,
        () ->
            request.getName().isEmpty()
                ? StatisticsMessages.all(engine)
                : StatisticsMessages.of(engine, request.getName(), request.getVersion()));
  }

  @Override
  public void logSettings(
      LogSettingsRequest request, StreamObserver<LogSettingsResponse> observer) {
    Unary.answer(
        observer,
        () -> LogMessage.of(log.update(settings -> LogMessage.change(settings, request))));
  }

  @Override
  public void systemSharedMemoryStatus(
      SystemSharedMemoryStatusRequest request,
      StreamObserver<SystemSharedMemoryStatusResponse> observer) {
    Unary.answer(observer, () -> RegionMessages.status(memory, request.getName()));
  }

  @Override
  public void systemSharedMemoryRegister(
      SystemSharedMemoryRegisterRequest request,
      StreamObserver<SystemSharedMemoryRegisterResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          memory.register(RegionMessages.region(request));
          return SystemSharedMemoryRegisterResponse.getDefaultInstance();
        });
  }

  @Override
  public void systemSharedMemoryUnregister(
      SystemSharedMemoryUnregisterRequest request,
      StreamObserver<SystemSharedMemoryUnregisterResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          memory.unregister(RegionMessages.named(request.getName()));
          return SystemSharedMemoryUnregisterResponse.getDefaultInstance();
        });
  }

  @Override
  public void cudaSharedMemoryStatus(
      CudaSharedMemoryStatusRequest request,
      StreamObserver<CudaSharedMemoryStatusResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          CudaRegions.requireNone(RegionMessages.named(request.getName()));
          return CudaSharedMemoryStatusResponse.getDefaultInstance();
        });
  }

  @Override
  public void cudaSharedMemoryRegister(
      CudaSharedMemoryRegisterRequest request,
      StreamObserver<CudaSharedMemoryRegisterResponse> observer) {
    Unary.refuse(observer, CudaRegions.notSupported(request.getName()));
  }

  @Override
  public void cudaSharedMemoryUnregister(
      CudaSharedMemoryUnregisterRequest request,
      StreamObserver<CudaSharedMemoryUnregisterResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          memory.requireAllowed();
          return CudaSharedMemoryUnregisterResponse.getDefaultInstance();
        });
  }

  @Override
  public void traceSetting(
      TraceSettingRequest request, StreamObserver<TraceSettingResponse> observer) {
    observer.onError(
        Status.UNAVAILABLE
            .withDescription("the server does not support trace")
            .asRuntimeException());
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          ControlBody.requireNoRepository(!request.getRepositoryName().isEmpty());
          return ModelMessages.index(engine, request.getReady());
        });
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
    Unary.answerAfter(
        observer,
        RepositoryModelLoadResponse.getDefaultInstance(),
        () -> engine.control().load(ControlMessage.load(request)));
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request,
      StreamObserver<RepositoryModelUnloadResponse> observer) {
    Unary.answerAfter(
        observer,
        RepositoryModelUnloadResponse.getDefaultInstance(),
        () -> engine.control().unload(ControlMessage.unload(request)));
  }
}
