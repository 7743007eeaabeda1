import assert from "node:assert/strict";
import { OperatorError } from "../../../lib/base/errors.ts";
import { readCertificate } from "../../../lib/net/certificate.ts";
import { CERTIFICATE, CERTIFICATE_KEY, OTHER_KEY } from "../../fakes/certificate.ts";

Deno.test("readCertificate() says in a sentence which file is bad, and why", async () => {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    return `${folder}/${name}`;
  };
  try {
    const cert = await write("cert.pem", CERTIFICATE);
    const key = await write("key.pem", CERTIFICATE_KEY);
    const other = await write("other.pem", OTHER_KEY);
    const junk = await write("junk.pem", "junk");
    assert.deepEqual(await readCertificate(cert, key), { cert: CERTIFICATE, key: CERTIFICATE_KEY });
    for (
      const [certPath, keyPath, message] of [
        [`${folder}/none`, key, /^Cannot read certificate ".*none": it is not there$/],
        [cert, `${folder}/none`, /^Cannot read key ".*none": it is not there$/],
        [folder, key, /^Cannot read certificate ".*": .*directory/i],
        [junk, key, /^Cannot use certificate ".*junk\.pem" with key ".*key\.pem": No certificates/],
        [cert, junk, /^Cannot use certificate ".*": No keys/],
        [cert, other, /^Cannot use certificate ".*": .*Mismatch/],
      ] as const
    ) {
      await assert.rejects(readCertificate(certPath, keyPath), (error) => {
        assert.ok(error instanceof OperatorError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
