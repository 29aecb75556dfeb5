#pragma once

#include <mltrack/reflect/fixed_string.hpp>
#include <mltrack/server/ui/empty_answers.hpp>

#include <string>

namespace mltrack::serving {

/// Answers with a JSON text, whatever is asked.
template <reflect::fixed_string Json>
result<std::string> always(tracking::context&, const codec::request_parts&)
{
    return std::string(Json.view());
}

inline constexpr std::string_view ajax_2[] = {"/ajax-api/2.0/"};
inline constexpr std::string_view ajax_3[] = {"/ajax-api/3.0/"};

MLTRACK_DECL std::span<const route> empty_answers()
{
    using enum schema::verb;
    constexpr auto* nothing = &always<"{}">;
    static const route answers[] = {
        {get, ajax_2, "mlflow/gateway-proxy", "ui_empty", &always<R"({"endpoints":[]})">},
        {get, ajax_2, "mlflow/model-versions/search", "ui_empty", nothing},
        {get, ajax_2, "mlflow/registered-models/search", "ui_empty", nothing},
        {get, ajax_2, "mlflow/traces", "ui_empty", nothing},
        {get, ajax_2, "mlflow/webhooks", "ui_empty", nothing},
        {get, ajax_3, "mlflow/assistant/config", "ui_empty",
         &always<R"({"providers":{},"projects":{},"remote_access_allowed":false})">},
        {get, ajax_3, "mlflow/assistant/providers", "ui_empty", &always<R"({"providers":[]})">},
        {get, ajax_3, "mlflow/datasets/search", "ui_empty", nothing},
        {post, ajax_3, "mlflow/datasets/search", "ui_empty", nothing},
        {get, ajax_3, "mlflow/gateway/budgets/list", "ui_empty", nothing},
        {get, ajax_3, "mlflow/gateway/budgets/windows", "ui_empty", nothing},
        {get, ajax_3, "mlflow/gateway/endpoints/bindings/list", "ui_empty", nothing},
        {get, ajax_3, "mlflow/gateway/endpoints/list", "ui_empty", nothing},
        {get, ajax_3, "mlflow/gateway/guardrails/list", "ui_empty", nothing},
        {get, ajax_3, "mlflow/gateway/model-definitions/list", "ui_empty", nothing},
        {get, ajax_3, "mlflow/gateway/secrets/config", "ui_empty",
         &always<R"({"secrets_available":false,"using_default_passphrase":false})">},
        {get, ajax_3, "mlflow/gateway/secrets/list", "ui_empty", nothing},
        {post, ajax_3, "mlflow/issues/search", "ui_empty", &always<R"({"next_page_token":""})">},
        {get, ajax_3, "mlflow/label-schemas/list", "ui_empty", &always<R"({"next_page_token":""})">},
        {get, ajax_3, "mlflow/mcp-servers", "ui_empty", &always<R"({"mcp_servers":[],"next_page_token":null})">},
        {get, ajax_3, "mlflow/prompt-optimization/jobs/search", "ui_empty", nothing},
        {post, ajax_3, "mlflow/prompt-optimization/jobs/search", "ui_empty", nothing},
        {get, ajax_3, "mlflow/review-queues/list", "ui_empty", &always<R"({"next_page_token":""})">},
        {get, ajax_3, "mlflow/scorers/list", "ui_empty", nothing},
        {get, ajax_3, "mlflow/scorers/online-configs", "ui_empty", &always<R"({"configs":[]})">},
        {get, ajax_3, "mlflow/traces/batchGet", "ui_empty", nothing},
        {post, ajax_3, "mlflow/traces/batchGetInfos", "ui_empty", nothing},
        {post, ajax_3, "mlflow/traces/metrics", "ui_empty", nothing},
        {post, ajax_3, "mlflow/traces/search", "ui_empty", nothing},
        {get, ajax_3, "mlflow/ui-telemetry", "ui_empty",
         &always<R"({"disable_ui_events":[],"disable_ui_telemetry":true,"ui_rollout_percentage":0})">},
        // The UI tells of each click what MLflow's server would pass on.
        {post, ajax_3, "mlflow/ui-telemetry", "ui_empty", &always<R"({"status":"disabled"})">},
    };
    return answers;
}

} // namespace mltrack::serving
