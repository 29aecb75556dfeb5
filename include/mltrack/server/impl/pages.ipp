#pragma once

#include <mltrack/server/pages.hpp>
#include <mltrack/store/group/group_commit.hpp>

namespace mltrack::serving {

inline transport::reply page_of(std::string_view content_type, std::string text)
{
    transport::reply reply;
    reply.headers = {{"Content-Type", std::string(content_type)}};
    reply.body = std::move(text);
    return reply;
}

/// The start page, whole: it needs nothing else to be shown.
inline std::string start_page(const site& site)
{
    std::string text = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>mltrack</title>
<style>body { font-family: sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5 }
pre { background: #8882; padding: .75rem; overflow-x: auto }</style>
</head>
<body>
<h1>mltrack @version@</h1>
<p>This server keeps the experiments of MLflow clients; it answers as MLflow @mlflow@ does.</p>
<h2>Point a client here</h2>
<pre><script>document.write("export MLFLOW_TRACKING_URI=" + location.origin + "@prefix@")</script><noscript>export MLFLOW_TRACKING_URI=http://this-server@prefix@</noscript></pre>
<p>In Python: <code>mlflow.set_tracking_uri(…)</code> with the same address.</p>
<h2>Look at the runs</h2>
<p>This server was started without a web UI. MLflow's own works on it: <code>mltrack server --ui-dir
&lt;site-packages&gt;/mlflow/server/js/build</code>. In a shell: <code>mltrack runs search</code>.</p>
<h2>More</h2>
<ul>
<li><a href="@prefix@/openapi.json">API description</a> (OpenAPI 3.1)</li>
<li><a href="@prefix@/metrics">Metrics of this server</a> (Prometheus)</li>
<li><a href="@prefix@/health">Health</a></li>
</ul>
</body>
</html>
)";
    const auto replace = [&](std::string_view mark, std::string_view value) {
        for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
            text.replace(at, mark.size(), value);
    };
    replace("@version@", version);
    replace("@mlflow@", mlflow_version);
    replace("@prefix@", site.prefix);
    return text;
}

MLTRACK_DECL std::span<const route> all_pages()
{
    using schema::verb;
    using schema::prefix::root;
    static const route pages[] = {
        {verb::get, root, "", "start_page",
         [](const site& site) { return page_of("text/html; charset=utf-8", start_page(site)); }},
        {verb::get, root, "health", "health", [](const site&) { return page_of("text/plain; charset=utf-8", "OK"); }},
        {verb::get, root, "version", "version",
         [](const site&) { return page_of("text/html; charset=utf-8", mlflow_version); }},
        {verb::get, root, "openapi.json", "openapi",
         [](const site& site) { return page_of("application/json", site.api_description); }},
        {verb::get, root, "metrics", "metrics",
         [](const site& site) {
             return page_of(
                 "text/plain; version=0.0.4; charset=utf-8",
                 site.telemetry.to_text(site.load, site.writes == nullptr ? 0 : site.writes->waiting_bytes()));
         }},
    };
    return pages;
}

} // namespace mltrack::serving
