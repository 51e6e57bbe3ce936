// Checks docs/asyncapi.yaml, or the file that is given as argument, with the AsyncAPI initiative's own parser: an error or a
// warning fails. asyncapi_test.go runs it. That examples keep to their schemas is checked by the Go tests.
import { readFile } from 'node:fs/promises';
import { Parser } from '@asyncapi/parser';

const file = process.argv[2] ?? new URL('../../docs/asyncapi.yaml', import.meta.url);
const { document, diagnostics } = await new Parser().parse(await readFile(file, 'utf8'));

const names = ['error', 'warning', 'information', 'hint'];
for (const { severity, code, message, path, range } of diagnostics) {
  console.log(`line ${range.start.line + 1}: ${names[severity]} ${code}: ${message} (${path.join('/')})`);
}
if (!document || diagnostics.some(({ severity }) => severity <= 1)) {
  process.exit(1);
}
console.log(`AsyncAPI ${document.version()}: ${document.channels().length} channels, ${document.operations().length} operations, ${document.messages().length} messages`);
