#pragma once

#include <string_view>

namespace mltrack::store::relational::detail {

/// MLflow's tables of traces, scorers, gateway, MCP servers and jobs, as revision dc11669786a5 has them (notation.hpp).
inline constexpr std::string_view genai_tables = R"(
budget_policies: budget_policy_id VARCHAR(36)!, budget_unit VARCHAR(32)!, budget_amount FLOAT!,
    duration_unit VARCHAR(32)!, duration_value INTEGER!, target_scope VARCHAR(32)!, budget_action VARCHAR(32)!,
    created_by VARCHAR(255), created_at BIGINT!, last_updated_by VARCHAR(255), last_updated_at BIGINT!,
    workspace VARCHAR(63)! = 'default', target_value VARCHAR(255)
  primary budget_policies_pk(budget_policy_id)
  index idx_budget_policies_workspace(workspace)
  index idx_budget_policies_target_value(target_value)
endpoints: endpoint_id VARCHAR(36)!, name VARCHAR(255), created_by VARCHAR(255), created_at BIGINT!,
    last_updated_by VARCHAR(255), last_updated_at BIGINT!, routing_strategy VARCHAR(64), fallback_config_json TEXT,
    experiment_id INTEGER, usage_tracking BOOLEAN! = '0', workspace VARCHAR(63)! = 'default'
  primary endpoints_pk(endpoint_id)
  foreign fk_endpoints_experiment_id(experiment_id) experiments(experiment_id) ON DELETE SET NULL
  unique uq_endpoints_workspace_name(workspace, name)
  index idx_endpoints_workspace(workspace)
endpoint_bindings: endpoint_id VARCHAR(36)!, resource_type VARCHAR(50)!, resource_id VARCHAR(255)!,
    created_at BIGINT!, created_by VARCHAR(255), last_updated_at BIGINT!, last_updated_by VARCHAR(255),
    display_name VARCHAR(255)
  primary endpoint_bindings_pk(endpoint_id, resource_type, resource_id)
  foreign fk_endpoint_bindings_endpoint_id(endpoint_id) endpoints(endpoint_id) ON DELETE CASCADE
endpoint_tags: key VARCHAR(250)!, value VARCHAR(5000), endpoint_id VARCHAR(36)!
  primary endpoint_tag_pk(key, endpoint_id)
  foreign fk_endpoint_tags_endpoint_id(endpoint_id) endpoints(endpoint_id) ON DELETE CASCADE
  index index_endpoint_tags_endpoint_id(endpoint_id)
jobs: id VARCHAR(36)!, creation_time BIGINT!, job_name VARCHAR(500)!, params TEXT!, timeout FLOAT, status INTEGER!,
    result TEXT, retry_count INTEGER!, last_update_time BIGINT!, workspace VARCHAR(63)! = 'default',
    status_details JSON, creator VARCHAR(255), executor_backend VARCHAR(255), lease_expires_at BIGINT,
    status_message TEXT, progress JSON, progress_updated_at BIGINT, token_hash VARCHAR(64), scoped_permissions JSON,
    next_attempt_at BIGINT
  primary jobs_pk(id)
  index index_jobs_name_status_creation_time(job_name, workspace, status, creation_time)
  index index_jobs_status_lease_expires_at(status, lease_expires_at)
job_locks: lock_key VARCHAR(255)!, job_id VARCHAR(36)!, acquired_at BIGINT!
  primary job_locks_pk(lock_key)
  foreign fk_job_locks_job_id(job_id) jobs(id) ON DELETE CASCADE
  index index_job_locks_job_id(job_id)
mcp_servers: workspace VARCHAR(63)! = 'default', name VARCHAR(256)!, display_name VARCHAR(256), description TEXT,
    icons JSON, created_by VARCHAR(256), last_updated_by VARCHAR(256), created_at BIGINT!, last_updated_at BIGINT!
  primary mcp_servers_pk(workspace, name)
mcp_access_endpoints: id VARCHAR(36)!, workspace VARCHAR(63)! = 'default', server_name VARCHAR(256)!,
    server_version VARCHAR(128), server_alias VARCHAR(256), url VARCHAR(2048)!,
    transport_type VARCHAR(32)! = 'streamable-http', created_by VARCHAR(256), last_updated_by VARCHAR(256),
    created_at BIGINT!, last_updated_at BIGINT!
  primary mcp_access_endpoints_pk(id)
  foreign mcp_access_endpoints_server_fkey(workspace, server_name) mcp_servers(workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
  index ix_mcp_access_endpoints_server_name(workspace, server_name)
  index ix_mcp_access_endpoints_version(workspace, server_name, server_version)
  index ix_mcp_access_endpoints_alias(workspace, server_name, server_alias)
mcp_server_aliases: workspace VARCHAR(63)! = 'default', name VARCHAR(256)!, alias VARCHAR(256)!,
    version VARCHAR(128)!
  primary mcp_server_aliases_pk(workspace, name, alias)
  foreign mcp_server_aliases_server_fkey(workspace, name) mcp_servers(workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
mcp_server_tags: workspace VARCHAR(63)! = 'default', name VARCHAR(256)!, key VARCHAR(250)!, value VARCHAR(5000)
  primary mcp_server_tags_pk(workspace, name, key)
  foreign mcp_server_tags_server_fkey(workspace, name) mcp_servers(workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
mcp_server_versions: workspace VARCHAR(63)! = 'default', name VARCHAR(256)!, version VARCHAR(128)!,
    version_major INTEGER!, version_minor INTEGER!, version_patch INTEGER!,
    version_prerelease_sort_key VARCHAR(512)!, server_json JSON!, status VARCHAR(20)! = 'draft', tools JSON,
    source VARCHAR(512), connect_options JSON, created_by VARCHAR(256), last_updated_by VARCHAR(256),
    created_at BIGINT!, last_updated_at BIGINT!
  primary mcp_server_versions_pk(workspace, name, version)
  foreign mcp_server_versions_server_fkey(workspace, name) mcp_servers(workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
  index idx_mcp_server_versions_latest(workspace, name, status, version_major desc, version_minor desc, version_patch desc)
mcp_server_version_tags: workspace VARCHAR(63)! = 'default', name VARCHAR(256)!, version VARCHAR(128)!,
    key VARCHAR(250)!, value VARCHAR(5000)
  primary mcp_server_version_tags_pk(workspace, name, version, key)
  foreign mcp_server_version_tags_version_fkey(workspace, name, version) mcp_server_versions(workspace, name, version) ON DELETE CASCADE ON UPDATE CASCADE
scheduler_leases: lease_key VARCHAR(255)!, acquired_at BIGINT!, ttl_seconds INTEGER!
  primary scheduler_leases_pk(lease_key)
scorers: experiment_id INTEGER!, scorer_name VARCHAR(256)!, scorer_id VARCHAR(36)!
  primary scorer_pk(scorer_id)
  foreign fk_scorers_experiment_id(experiment_id) experiments(experiment_id) ON DELETE CASCADE
  unique index index_scorers_experiment_id_scorer_name(experiment_id, scorer_name)
online_scoring_configs: online_scoring_config_id VARCHAR(36)!, scorer_id VARCHAR(36)!, sample_rate FLOAT!,
    experiment_id INTEGER!, filter_string TEXT
  primary online_scoring_config_pk(online_scoring_config_id)
  foreign fk_online_scoring_configs_scorer_id(scorer_id) scorers(scorer_id) ON DELETE CASCADE
  foreign fk_online_scoring_configs_experiment_id(experiment_id) experiments(experiment_id)
scorer_versions: scorer_id VARCHAR(36)!, scorer_version INTEGER!, serialized_scorer TEXT!, creation_time BIGINT
  primary scorer_version_pk(scorer_id, scorer_version)
  foreign fk_scorer_versions_scorer_id(scorer_id) scorers(scorer_id) ON DELETE CASCADE
  index index_scorer_versions_scorer_id(scorer_id)
guardrails: guardrail_id VARCHAR(36)!, name VARCHAR(255)!, scorer_id VARCHAR(36)!, scorer_version INTEGER!,
    stage VARCHAR(32)!, action VARCHAR(32)!, action_endpoint_id VARCHAR(36), created_by VARCHAR(255),
    created_at BIGINT!, last_updated_by VARCHAR(255), last_updated_at BIGINT!, workspace VARCHAR(63)! = 'default'
  primary guardrails_pk(guardrail_id)
  foreign fk_guardrails_scorer_version(scorer_id, scorer_version) scorer_versions(scorer_id, scorer_version)
  foreign fk_guardrails_action_endpoint_id(action_endpoint_id) endpoints(endpoint_id) ON DELETE SET NULL
  index idx_guardrails_workspace(workspace)
  index idx_guardrails_scorer(scorer_id, scorer_version)
guardrail_configs: endpoint_id VARCHAR(36)!, guardrail_id VARCHAR(36)!, execution_order INTEGER,
    created_by VARCHAR(255), created_at BIGINT!, workspace VARCHAR(63)! = 'default'
  primary guardrail_configs_pk(endpoint_id, guardrail_id)
  foreign fk_guardrail_configs_endpoint_id(endpoint_id) endpoints(endpoint_id) ON DELETE CASCADE
  foreign fk_guardrail_configs_guardrail_id(guardrail_id) guardrails(guardrail_id) ON DELETE CASCADE
  index idx_guardrail_configs_endpoint_id(endpoint_id)
  index idx_guardrail_configs_guardrail_id(guardrail_id)
secrets: secret_id VARCHAR(36)!, secret_name VARCHAR(255)!, encrypted_value BLOB!, wrapped_dek BLOB!,
    kek_version INTEGER!, masked_value VARCHAR(500)!, provider VARCHAR(64), auth_config TEXT, description TEXT,
    created_by VARCHAR(255), created_at BIGINT!, last_updated_by VARCHAR(255), last_updated_at BIGINT!,
    workspace VARCHAR(63)! = 'default'
  primary secrets_pk(secret_id)
  unique uq_secrets_workspace_secret_name(workspace, secret_name)
  index idx_secrets_workspace(workspace)
model_definitions: model_definition_id VARCHAR(36)!, name VARCHAR(255)!, secret_id VARCHAR(36),
    provider VARCHAR(64)!, model_name VARCHAR(256)!, created_by VARCHAR(255), created_at BIGINT!,
    last_updated_by VARCHAR(255), last_updated_at BIGINT!, workspace VARCHAR(63)! = 'default'
  primary model_definitions_pk(model_definition_id)
  foreign fk_model_definitions_secret_id(secret_id) secrets(secret_id) ON DELETE SET NULL
  unique uq_model_definitions_workspace_name(workspace, name)
  index index_model_definitions_provider(provider)
  index index_model_definitions_secret_id(secret_id)
  index idx_model_definitions_workspace(workspace)
endpoint_model_mappings: mapping_id VARCHAR(36)!, endpoint_id VARCHAR(36)!, model_definition_id VARCHAR(36)!,
    weight FLOAT!, created_by VARCHAR(255), created_at BIGINT!, linkage_type VARCHAR(64)! = 'PRIMARY',
    fallback_order INTEGER
  primary endpoint_model_mappings_pk(mapping_id)
  foreign fk_endpoint_model_mappings_endpoint_id(endpoint_id) endpoints(endpoint_id) ON DELETE CASCADE
  foreign fk_endpoint_model_mappings_model_definition_id(model_definition_id) model_definitions(model_definition_id)
  index index_endpoint_model_mappings_endpoint_id(endpoint_id)
  index index_endpoint_model_mappings_model_definition_id(model_definition_id)
  unique index unique_endpoint_model_linkage_mapping(endpoint_id, model_definition_id, linkage_type)
sql_assessment_daily_rollups: id INTEGER!, experiment_id INTEGER!, rollup_day DATE!, metric_name VARCHAR(250)!,
    grouping_set VARCHAR(50)!, sample_count BIGINT!, sum_value FLOAT, min_value FLOAT, max_value FLOAT
  primary sql_assessment_daily_rollups_pk(id)
  index idx_assessment_rollups_lookup(experiment_id, rollup_day, metric_name, grouping_set)
sql_span_cost_daily_rollups: id INTEGER!, experiment_id INTEGER!, rollup_day DATE!, metric_name VARCHAR(250)!,
    grouping_set VARCHAR(50)!, model_name VARCHAR(500), model_provider VARCHAR(500), sample_count BIGINT!,
    sum_value FLOAT, min_value FLOAT, max_value FLOAT
  primary sql_span_cost_daily_rollups_pk(id)
  index idx_span_cost_rollups_lookup(experiment_id, rollup_day, metric_name, grouping_set, model_name, model_provider)
sql_trace_metric_daily_rollups: id INTEGER!, experiment_id INTEGER!, rollup_day DATE!, metric_name VARCHAR(250)!,
    grouping_set VARCHAR(50)!, trace_status VARCHAR(50), sample_count BIGINT!, sum_value FLOAT, min_value FLOAT,
    max_value FLOAT, p50_value FLOAT, p90_value FLOAT, p99_value FLOAT
  primary sql_trace_metric_daily_rollups_pk(id)
  index idx_trace_rollups_lookup(experiment_id, rollup_day, metric_name, grouping_set, trace_status)
sql_trace_rollup_rebuild_queue: experiment_id INTEGER!, rollup_day DATE!, rollup_family VARCHAR(50)!
  primary sql_trace_rollup_rebuild_queue_pk(experiment_id, rollup_day, rollup_family)
trace_info: request_id VARCHAR(50)!, experiment_id INTEGER!, timestamp_ms BIGINT!, execution_time_ms BIGINT,
    status VARCHAR(50)!, client_request_id VARCHAR(50), request_preview VARCHAR(1000),
    response_preview VARCHAR(1000), db_payload_generation INTEGER! = '0', trace_name VARCHAR(4096),
    session_id VARCHAR(250), input_tokens BIGINT, output_tokens BIGINT, total_tokens BIGINT,
    cache_read_input_tokens BIGINT, cache_creation_input_tokens BIGINT,
    cache_creation_input_tokens_above_1hr BIGINT, input_cost FLOAT, output_cost FLOAT, total_cost FLOAT
  primary trace_info_pk(request_id)
  foreign fk_trace_info_experiment_id(experiment_id) experiments(experiment_id) ON DELETE CASCADE
  index index_trace_info_experiment_id_timestamp_ms(experiment_id, timestamp_ms)
  index index_trace_info_timestamp_ms_request_id(timestamp_ms, request_id)
  index index_trace_info_experiment_id_session_id(experiment_id, session_id)
assessments: assessment_id VARCHAR(50)!, trace_id VARCHAR(50)!, name VARCHAR(250)!, assessment_type VARCHAR(20)!,
    value TEXT!, error TEXT, created_timestamp BIGINT!, last_updated_timestamp BIGINT!, source_type VARCHAR(50)!,
    source_id VARCHAR(250), run_id VARCHAR(32), span_id VARCHAR(50), rationale TEXT, overrides VARCHAR(50),
    valid BOOLEAN!, assessment_metadata TEXT, experiment_id INTEGER, trace_timestamp_ms BIGINT,
    aggregate_value FLOAT, is_numeric_value BOOLEAN! = 0
  primary assessments_pk(assessment_id)
  foreign fk_assessments_trace_id(trace_id) trace_info(request_id) ON DELETE CASCADE
  index index_assessments_last_updated_timestamp(last_updated_timestamp)
  index index_assessments_trace_id_created_timestamp(trace_id, created_timestamp)
  index index_assessments_run_id_created_timestamp(run_id, created_timestamp)
  index index_assessments_assessment_type(assessment_type)
  index idx_assessments_exp_trace_ts(experiment_id, trace_timestamp_ms)
  index idx_assessments_exp_trace_ts_name(experiment_id, trace_timestamp_ms, name)
  index idx_assessments_exp_name_valid(experiment_id, name, valid)
spans: trace_id VARCHAR(50)!, experiment_id INTEGER!, span_id VARCHAR(50)!, parent_span_id VARCHAR(50), name TEXT,
    type VARCHAR(500), status VARCHAR(50)!, start_time_unix_nano BIGINT!, end_time_unix_nano BIGINT,
    duration_ns BIGINT as (end_time_unix_nano - start_time_unix_nano), content TEXT!, input_cost FLOAT,
    output_cost FLOAT, total_cost FLOAT, model_name VARCHAR(500), model_provider VARCHAR(500)
  primary spans_pk(trace_id, span_id)
  foreign fk_spans_experiment_id(experiment_id) experiments(experiment_id)
  foreign fk_spans_trace_id(trace_id) trace_info(request_id) ON DELETE CASCADE
  index index_spans_experiment_id_start_time(experiment_id, start_time_unix_nano)
  index index_spans_experiment_id_status_type(experiment_id, status, type)
  index index_spans_experiment_id_duration(experiment_id, duration_ns)
  index index_spans_experiment_id_type_status(experiment_id, type, status)
  index idx_spans_cost_trace_time_cover(trace_id, start_time_unix_nano)
  index idx_spans_cost_exp_time_cover(experiment_id, start_time_unix_nano)
span_metrics: trace_id VARCHAR(50)!, span_id VARCHAR(50)!, key VARCHAR(250)!, value FLOAT
  primary span_metrics_pk(trace_id, span_id, key)
  foreign fk_span_metrics_span(trace_id, span_id) spans(trace_id, span_id) ON DELETE CASCADE
  index index_span_metrics_trace_id_span_id(trace_id, span_id)
trace_metrics: request_id VARCHAR(50)!, key VARCHAR(250)!, value FLOAT
  primary trace_metrics_pk(request_id, key)
  foreign fk_trace_metrics_request_id(request_id) trace_info(request_id) ON DELETE CASCADE
  index index_trace_metrics_request_id(request_id)
trace_request_metadata: key VARCHAR(250)!, value VARCHAR(8000), request_id VARCHAR(50)!
  primary trace_request_metadata_pk(key, request_id)
  foreign fk_trace_request_metadata_request_id(request_id) trace_info(request_id) ON DELETE CASCADE
  index index_trace_request_metadata_request_id(request_id)
trace_tags: key VARCHAR(250)!, value VARCHAR(8000), request_id VARCHAR(50)!
  primary trace_tag_pk(key, request_id)
  foreign fk_trace_tags_request_id(request_id) trace_info(request_id) ON DELETE CASCADE
  index index_trace_tags_request_id(request_id)
webhooks: webhook_id VARCHAR(256)!, name VARCHAR(256)!, description VARCHAR(1000), url VARCHAR(500)!,
    status VARCHAR(20)! = 'ACTIVE', secret VARCHAR(1000), creation_timestamp BIGINT, last_updated_timestamp BIGINT,
    deleted_timestamp BIGINT, workspace VARCHAR(63)! = 'default'
  primary webhook_pk(webhook_id)
  index idx_webhooks_name(name)
  index idx_webhooks_status(status)
  index idx_webhooks_workspace(workspace)
webhook_events: webhook_id VARCHAR(256)!, entity VARCHAR(50)!, action VARCHAR(50)!
  primary webhook_event_pk(webhook_id, entity, action)
  foreign (webhook_id) webhooks(webhook_id) ON DELETE CASCADE
  index idx_webhook_events_entity(entity)
  index idx_webhook_events_action(action)
  index idx_webhook_events_entity_action(entity, action)
)";

} // namespace mltrack::store::relational::detail
