// Starts the server and the browser, serves the page from an origin of its own, and waits for what it sends home.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';

const [distribution, browser] = process.argv.slice(2);
const PATIENCE_MS = 120_000;
const ECHO = `
  backend: "identity"
  input { name: "INPUT0" data_type: TYPE_INT32 dims: [ -1 ] }
  output { name: "OUTPUT0" data_type: TYPE_INT32 dims: [ -1 ] }`;
const REPEAT = `
  backend: "repeat"
  input [ { name: "IN" data_type: TYPE_INT32 dims: [ -1 ] }, { name: "DELAY" data_type: TYPE_UINT32 dims: [ -1 ] },
          { name: "WAIT" data_type: TYPE_UINT32 dims: [ 1 ] } ]
  output [ { name: "OUT" data_type: TYPE_INT32 dims: [ 1 ] }, { name: "IDX" data_type: TYPE_UINT32 dims: [ 1 ] } ]
  instance_group { count: 1 kind: KIND_CPU }
  model_transaction_policy { decoupled: true }`;

// Cleared at the next start: a browser that is told to end goes on writing for a moment.
const folder = resolve('run-files');
rmSync(folder, { recursive: true, force: true });
for (const [model, config] of Object.entries({ echo: ECHO, repeat: REPEAT })) {
  mkdirSync(join(folder, 'models', model, '1'), { recursive: true });
  writeFileSync(join(folder, 'models', model, 'config.pbtxt'), config);
}

const started = [];
function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  child.output = '';
  child.gone = new Promise((done) => child.on('exit', done).on('error', done));
  child.on('exit', (code) => finish(1, `browser test: FAILED, ${command} ended with ${code}\n${child.output}`));
  child.on('error', (error) => finish(1, `${command} did not start: ${error.message}`));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      child.output += text;
      child.onOutput?.();
    });
  }
  return child;
}

// Once; what ends it ends what was started.
let finished = false;
async function finish(code, message) {
  if (finished) {
    return;
  }
  finished = true;
  console.log(message);
  for (const child of started) {
    child.kill();
    await child.gone;
  }
  process.exit(code);
}
setTimeout(() => {
  started.forEach((child) => console.log(child.output));
  void finish(1, 'browser test: FAILED, the page sent nothing home');
}, PATIENCE_MS).unref();

const files = { '/': ['page.html', 'text/html'], '/bundle.js': ['bundle.js', 'text/javascript'] };
const pages = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (request.method === 'POST' && pathname === '/results') {
    let body = '';
    request.on('data', (text) => (body += text));
    request.on('end', () => {
      response.end();
      report(JSON.parse(body));
    });
  } else if (files[pathname]) {
    response.setHeader('Content-Type', files[pathname][1]);
    response.end(readFileSync(files[pathname][0]));
  } else {
    response.writeHead(404).end();
  }
});

function report(results) {
  for (const { name, failure } of results) {
    console.log(failure ? `  FAILED  ${name}\n          ${failure}` : `  passed  ${name}`);
  }
  const failed = results.filter((result) => result.failure).length;
  const passed = results.length - failed;
  void finish(failed ? 1 : 0, `browser test: ${failed ? 'FAILED' : 'passed'}, ${passed} of ${results.length}`);
}

pages.listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${pages.address().port}`;
  const free = ['http', 'grpc', 'metrics'].map((name) => `--${name}-port=0`);
  const server = start(join(distribution, 'bin', 'tandem'), [
    'serve',
    `--model-repository=${join(folder, 'models')}`,
    '--http-address=127.0.0.1',
    '--grpc-address=127.0.0.1',
    '--allow-tf-serving=false',
    ...free,
    `--http-cors-origins=${origin}`,
  ]);
  let opened = false;
  server.onOutput = () => {
    const port = /Started HTTPService at 127\.0\.0\.1:(\d+)/.exec(server.output)?.[1];
    if (port && !opened) {
      opened = true;
      start(browser, [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${join(folder, 'profile')}`,
        `${origin}/?server=http://127.0.0.1:${port}`,
      ]);
    }
  };
});
