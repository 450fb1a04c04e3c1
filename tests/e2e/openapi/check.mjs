// The document on standard input against the rules of OpenAPI 3.1. Says what is wrong and ends with status 1.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";

const validator = new Validator();
const found = await validator.validate(JSON.parse(readFileSync(0, "utf8")));
for (const e of Array.isArray(found.errors) ? found.errors : [found.errors].filter(Boolean)) console.log(e.instancePath ?? "", e.message ?? e);
console.log(found.valid ? "valid" : "not valid", "OpenAPI", validator.version);
process.exit(found.valid && validator.version === "3.1" ? 0 : 1);
