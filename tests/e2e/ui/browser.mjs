// Debian's Chromium, and a record of what its pages ask the server and complain about.

import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The packages stand outside of the repository: tests/environments.py says where.
const { chromium } = createRequire(join(process.env.MLTRACK_NODE_MODULES, "here"))("playwright-core");

// No sandbox, since root has none; the rest keeps Chromium from asking for anything that no page asked for.
const CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const PATIENCE = 60_000; // Milliseconds until a page that does not show what it should has failed.

async function entryOf(request) {
    const response = await request.response();
    return {
        method: request.method(),
        url: request.url(),
        body: request.postData(),
        page: request.frame().url(),
        status: response?.status() ?? 0,
        type: response?.headers()["content-type"] ?? "",
    };
}

// Opens a page, hands it and the record to `visit`, and closes the browser whatever happens.
export async function withPage(visit) {
    const profile = mkdtempSync(join(tmpdir(), "mltrack-chromium-"));
    const context = await chromium.launchPersistentContext(profile, {
        executablePath: "/usr/bin/chromium", headless: true, args: CHROMIUM_OPTIONS,
        viewport: { width: 1600, height: 1000 },
    });
    const record = { requests: [], console: [], errors: [] };
    const asked = [];
    try {
        const page = context.pages()[0] ?? await context.newPage();
        page.setDefaultTimeout(PATIENCE);
        page.on("requestfinished", request => asked.push(entryOf(request)));
        page.on("requestfailed", request => {
            // What a page asked for and does not wait for once it is left.
            if (request.failure()?.errorText === "net::ERR_ABORTED") return;
            record.errors.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
        });
        page.on("console", message => {
            if (message.type() === "error") record.console.push(message.text());
        });
        page.on("pageerror", error => record.errors.push(String(error)));
        await visit(page);
    } finally {
        record.requests = await Promise.all(asked.map(entry => entry.catch(() => null)));
        record.requests = record.requests.filter(entry => entry !== null);
        await context.close();
        rmSync(profile, { recursive: true, force: true });
    }
    return record;
}
