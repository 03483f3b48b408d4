// Runs in the browser: every call of the test, with both client libraries, and sends home what came of it.
import { create, createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import grpcWeb from 'grpc-web';
import protobuf from 'protobufjs';
import descriptors from './descriptors.json';

const server = new URLSearchParams(location.search).get('server');
const SERVICE = 'inference.GRPCInferenceService';
const int32 = (...values) => new Uint8Array(Int32Array.from(values).buffer);

const echo = (id, ...values) => ({
  modelName: 'echo',
  id,
  inputs: [{ name: 'INPUT0', datatype: 'INT32', shape: [values.length] }],
  rawInputContents: [int32(...values)],
});
const repeat = (delayMs, ...values) => ({
  modelName: 'repeat',
  id: 'r',
  inputs: [
    { name: 'IN', datatype: 'INT32', shape: [values.length] },
    { name: 'DELAY', datatype: 'UINT32', shape: [values.length] },
    { name: 'WAIT', datatype: 'UINT32', shape: [1] },
  ],
  rawInputContents: [int32(...values), int32(...values.map(() => delayMs)), int32(0)],
});
const first = (contents) => new DataView(contents.buffer, contents.byteOffset, contents.byteLength).getInt32(0, true);

function equal(actual, expected) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) {
    throw new Error(`${a} (expected: ${e})`);
  }
}

// Google's library, in each of its formats.
function google(format) {
  const root = protobuf.Root.fromJSON(descriptors.root);
  const type = (name) => root.lookupType(`inference.${name}`);
  const method = (name, request, response, kind) =>
    new grpcWeb.MethodDescriptor(
      `/${SERVICE}/${name}`,
      kind,
      Object,
      Object,
      (message) => type(request).encode(type(request).fromObject(message)).finish(),
      (bytes) => type(response).decode(bytes),
    );
  const infer = method('ModelInfer', 'ModelInferRequest', 'ModelInferResponse', 'unary');
  const stream = method('ModelStreamInfer', 'ModelInferRequest', 'ModelStreamInferResponse', 'server_streaming');
  const client = new grpcWeb.GrpcWebClientBase({ format });
  return {
    infer: (request) =>
      new Promise((done, failed) =>
        client.rpcCall(`${server}/${SERVICE}/ModelInfer`, request, { 'x-mine': 'a' }, infer, (error, answer) =>
          error ? failed(error) : done(answer),
        ),
      ),
    stream: (request, onAnswer) =>
      new Promise((done, failed) => {
        const calls = client.serverStreaming(`${server}/${SERVICE}/ModelStreamInfer`, request, {}, stream);
        calls.on('data', (answer) => onAnswer(answer.inferResponse));
        calls.on('error', failed);
        calls.on('end', done);
      }),
  };
}

// Connect's library, which is binary and reads streams with fetch.
function connect() {
  const registry = createFileRegistry(
    fromBinary(FileDescriptorSetSchema, Uint8Array.from(atob(descriptors.set), (c) => c.charCodeAt(0))),
  );
  const client = createClient(registry.getService(SERVICE), createGrpcWebTransport({ baseUrl: server }));
  const message = (request) =>
    create(registry.getMessage('inference.ModelInferRequest'), {
      ...request,
      inputs: request.inputs.map((input) => ({ ...input, shape: input.shape.map(BigInt) })),
    });
  return {
    infer: (request, options) => client.modelInfer(message(request), options),
    stream: async (request, onAnswer, options) => {
      for await (const answer of client.modelStreamInfer(message(request), options)) {
        onAnswer(answer.inferResponse);
      }
    },
  };
}

async function infers(client) {
  const answer = await client.infer(echo('a', 4, 5));
  equal([answer.id, first(answer.rawOutputContents[0])], ['a', 4]);
}

async function fails(client, code) {
  const unknown = { ...echo('a', 1), modelName: 'nobody' };
  const failure = await client.infer(unknown).then(
    () => ({}),
    (error) => error,
  );
  equal([failure.code, failure.message.includes("'nobody'")], [code, true]);
}

async function streams(client) {
  const values = [];
  const times = [];
  await client.stream(repeat(150, 7, 8, 9), (answer) => {
    values.push(first(answer.rawOutputContents[0]));
    times.push(performance.now());
  });
  equal(values, [7, 8, 9]);
  return times[2] - times[0];
}

async function streamsAsTheyCome(client) {
  const spread = await streams(client);
  equal(spread > 100, true);
}

async function abandons(client) {
  const hour = 3_600_000;
  const given = new AbortController();
  const ended = client.stream(repeat(hour, 1), () => {}, { signal: given.signal }).catch((error) => error.code);
  setTimeout(() => given.abort(), 300);
  equal(await ended, Code.Canceled);
  // The model has one instance, which is free for this only if the call was given up.
  await streams(client);
  equal(
    await client.stream(repeat(hour, 1), () => {}, { timeoutMs: 300 }).catch((error) => error.code),
    Code.DeadlineExceeded,
  );
  await streams(client);
}

const NOT_FOUND = 5;
const checks = {
  'grpc-web, text: ModelInfer': () => infers(google('text')),
  'grpc-web, text: a status': () => fails(google('text'), NOT_FOUND),
  'grpc-web, text: ModelStreamInfer, answer by answer': () => streamsAsTheyCome(google('text')),
  'grpc-web, binary: ModelInfer': () => infers(google('binary')),
  'grpc-web, binary: a status': () => fails(google('binary'), NOT_FOUND),
  'grpc-web, binary: ModelStreamInfer': () => streams(google('binary')),
  'connect-web: ModelInfer': () => infers(connect()),
  'connect-web: a status': () => fails(connect(), NOT_FOUND),
  'connect-web: ModelStreamInfer, answer by answer': () => streamsAsTheyCome(connect()),
  'connect-web: aborts and deadlines give the call up': () => abandons(connect()),
};

const results = [];
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    results.push({ name });
  } catch (failure) {
    results.push({ name, failure: String(failure?.stack ?? failure) });
  }
}
await fetch('/results', { method: 'POST', body: JSON.stringify(results) });
