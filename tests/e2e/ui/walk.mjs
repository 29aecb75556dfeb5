// Walks through MLflow's web UI as somebody does who looks for a run.
//
//   node walk.mjs <file> [part of a step's name]…
//
// The file is JSON: `url`, the server's; `record`, where to write what was asked; `picture`, where to draw a page that
// does not show what it should; ids of experiments and runs. Ends with 1 for such a page. All steps are walked, or those
// that are named.

import { readFileSync, writeFileSync } from "node:fs";
import { withPage } from "./browser.mjs";

const task = JSON.parse(readFileSync(process.argv[2]));
const list = ids => encodeURIComponent(JSON.stringify(ids));

const open = (page, route) => page.goto(`${task.url}/#${route}`);
const sees = (page, text, options = { exact: true }) => page.getByText(text, options).first().waitFor();
const misses = (page, text) => page.getByText(text, { exact: true }).first().waitFor({ state: "hidden" });

const steps = {
    async "the list of experiments"(page) {
        await open(page, "/experiments");
        await page.getByText("Model training", { exact: true }).click();
        for (const name of ["Default", "flowers", "digits"]) await sees(page, name);
        await sees(page, "owner: ada", {});
        await misses(page, "given up");
        await page.getByPlaceholder("Search experiments").fill("flow");
        await page.keyboard.press("Enter");
        await misses(page, "digits");
        await page.getByRole("link", { name: "flowers" }).click();
        await page.waitForURL(new RegExp(`experiments/${task.flowers}/runs`));
    },
    async "the runs of an experiment"(page) {
        for (const name of ["baseline", "tuned", "sweep", "broken"]) await sees(page, name);
        await sees(page, "petals", {});
        await misses(page, "thrown away");
        await sees(page, "matching runs", {});
    },
    async "a filter of runs"(page) {
        const filter = page.getByPlaceholder(/metrics.rmse/);
        await filter.fill("metrics.accuracy > 0.9 and params.optimizer = \"sgd\"");
        await filter.press("Enter");
        await misses(page, "baseline");
        await misses(page, "broken");
        await sees(page, "tuned");
        await filter.fill("metrics.accuracy >");
        await filter.press("Enter");
        await misses(page, "tuned");
    },
    async "charts of metrics"(page) {
        await open(page, `/experiments/${task.flowers}/runs?compareRunsMode=CHART`);
        for (const metric of ["accuracy", "loss"]) await sees(page, metric);
        await page.locator(".js-plotly-plot .scatterlayer .trace .point").first().waitFor();
    },
    async "two runs compared"(page) {
        await open(page, `/compare-runs?runs=${list([task.baseline, task.tuned])}&experiments=${list([task.flowers])}`);
        await sees(page, "Comparing 2 Runs from 1 Experiment");
        for (const text of [task.baseline, task.tuned, "baseline", "tuned", "optimizer", "accuracy"])
            await page.getByText(text).first().waitFor({ state: "attached" });
        await page.locator(".js-plotly-plot").first().waitFor();
    },
    async "a run with its params, metrics and tags"(page) {
        await open(page, `/experiments/${task.flowers}/runs/${task.baseline}`);
        await sees(page, "Finished");
        for (const text of ["optimizer", "sgd", "rate", "depth", "loss", "accuracy"]) await sees(page, text);
        await sees(page, "team: vision", {});
        await sees(page, "petals", {});
        await sees(page, "Trained with a rate of 0.1.", {});
        await open(page, `/experiments/${task.flowers}/runs/${task.broken}`);
        await sees(page, "Failed");
    },
    async "the metrics of a run"(page) {
        await open(page, `/experiments/${task.flowers}/runs/${task.baseline}/model-metrics`);
        await page.locator(".js-plotly-plot .scatterlayer .trace").first().waitFor();
    },
    async "the artifacts of a run"(page) {
        await open(page, `/experiments/${task.flowers}/runs/${task.baseline}/artifacts`);
        await page.getByText("notes.txt").click();
        await sees(page, "Watch the third epoch.", {});
        await page.getByText("picture.png").click();
        await page.waitForFunction(size => [...document.images].some(image => image.naturalWidth === size), 120);
        await page.getByText("table.csv").click();
        await sees(page, "Previewing the first 2 rows", {});
        await page.getByText("page.html").click();
        await page.frameLocator("iframe").getByText("A report of the run").waitFor();
        await page.getByText("config", { exact: true }).click();
        await page.getByText("model.json").click();
        await sees(page, "layers", {});
    },
};

const only = process.argv.slice(3);
const chosen = Object.entries(steps).filter(([name]) => only.length === 0 || only.some(part => name.includes(part)));
let failed = null;
const record = await withPage(async page => {
    for (const [name, walk] of chosen) {
        try {
            await walk(page);
        } catch (problem) {
            failed = `${name}: ${problem.message}`;
            await page.screenshot({ path: task.picture });
            return;
        }
        console.log(name);
    }
});
writeFileSync(task.record, JSON.stringify(record, null, 1));
if (failed) {
    console.error(failed);
    process.exit(1);
}
