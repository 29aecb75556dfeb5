#pragma once

#include <string_view>

namespace mltrack::store::relational::detail {

/// MLflow's tables of evaluation, reviews and the registry, as revision dc11669786a5 has them (notation.hpp).
inline constexpr std::string_view tracking_tables = R"(
alembic_version: version_num VARCHAR(32)!
  primary alembic_version_pkc(version_num)
entity_associations: association_id VARCHAR(36)!, source_type VARCHAR(36)!, source_id VARCHAR(36)!,
    destination_type VARCHAR(36)!, destination_id VARCHAR(36)!, created_time BIGINT
  primary entity_associations_pk(source_type, source_id, destination_type, destination_id)
  index index_entity_associations_association_id(association_id)
  index index_entity_associations_reverse_lookup(destination_type, destination_id, source_type, source_id)
evaluation_datasets: dataset_id VARCHAR(36)!, name VARCHAR(255)!, schema TEXT, profile TEXT, digest VARCHAR(64),
    created_time BIGINT, last_update_time BIGINT, created_by VARCHAR(255), last_updated_by VARCHAR(255),
    workspace VARCHAR(63)! = 'default'
  primary evaluation_datasets_pk(dataset_id)
  index index_evaluation_datasets_created_time(created_time)
  index index_evaluation_datasets_name(name)
  index idx_evaluation_datasets_workspace(workspace)
evaluation_dataset_records: dataset_record_id VARCHAR(36)!, dataset_id VARCHAR(36)!, inputs JSON!,
    expectations JSON, tags JSON, source JSON, source_id VARCHAR(36), source_type VARCHAR(255), created_time BIGINT,
    last_update_time BIGINT, created_by VARCHAR(255), last_updated_by VARCHAR(255), input_hash VARCHAR(64)!,
    outputs JSON
  primary evaluation_dataset_records_pk(dataset_record_id)
  foreign fk_evaluation_dataset_records_dataset_id(dataset_id) evaluation_datasets(dataset_id) ON DELETE CASCADE
  unique unique_dataset_input(dataset_id, input_hash)
  index index_evaluation_dataset_records_dataset_id(dataset_id)
evaluation_dataset_tags: dataset_id VARCHAR(36)!, key VARCHAR(255)!, value VARCHAR(5000)
  primary evaluation_dataset_tags_pk(dataset_id, key)
  foreign fk_evaluation_dataset_tags_dataset_id(dataset_id) evaluation_datasets(dataset_id) ON DELETE CASCADE
  index index_evaluation_dataset_tags_dataset_id(dataset_id)
issues: issue_id VARCHAR(36)!, experiment_id INTEGER!, name VARCHAR(250)!, description TEXT!, status VARCHAR(50)!,
    severity VARCHAR(50), root_causes TEXT, source_run_id VARCHAR(32), categories TEXT, created_timestamp BIGINT!,
    last_updated_timestamp BIGINT!, created_by VARCHAR(255)
  primary issues_pk(issue_id)
  foreign fk_issues_experiment_id(experiment_id) experiments(experiment_id) ON DELETE CASCADE
  foreign fk_issues_source_run_id(source_run_id) runs(run_uuid) ON DELETE SET NULL
  index index_issues_experiment_id(experiment_id)
  index index_issues_source_run_id(source_run_id)
  index index_issues_status(status)
label_schemas: schema_id VARCHAR(36)!, experiment_id INTEGER!, name VARCHAR(250)!, type VARCHAR(16)!,
    instruction TEXT, enable_comment BOOLEAN! = '0', input_type VARCHAR(32)!, input_config TEXT!,
    created_by VARCHAR(255), created_time BIGINT!, last_update_time BIGINT!, is_default BOOLEAN! = 0
  primary label_schemas_pk(schema_id)
  foreign fk_label_schemas_experiment_id(experiment_id) experiments(experiment_id) ON DELETE CASCADE
  unique uq_label_schemas_exp_name(experiment_id, name)
  index index_label_schemas_experiment_id(experiment_id)
registered_models: name VARCHAR(256)!, creation_time BIGINT, last_updated_time BIGINT, description VARCHAR(5000),
    workspace VARCHAR(63)! = 'default'
  primary registered_model_pk(workspace, name)
  index idx_registered_models_workspace(workspace)
model_versions: name VARCHAR(256)!, version INTEGER!, creation_time BIGINT, last_updated_time BIGINT,
    description VARCHAR(5000), user_id VARCHAR(256), current_stage VARCHAR(20), source VARCHAR(500),
    run_id VARCHAR(32), status VARCHAR(20), status_message VARCHAR(500), run_link VARCHAR(500),
    storage_location VARCHAR(500), workspace VARCHAR(63)! = 'default'
  primary model_version_pk(workspace, name, version)
  foreign fk_model_versions_registered_models(workspace, name) registered_models(workspace, name) ON UPDATE CASCADE
model_version_tags: key VARCHAR(250)!, value TEXT, name VARCHAR(256)!, version INTEGER!,
    workspace VARCHAR(63)! = 'default'
  primary model_version_tag_pk(workspace, key, name, version)
  foreign fk_model_version_tags_model_versions(workspace, name, version) model_versions(workspace, name, version) ON UPDATE CASCADE
  index idx_model_version_tags_workspace_name_version(workspace, name, version)
registered_model_aliases: alias VARCHAR(256)!, version INTEGER!, name VARCHAR(256)!,
    workspace VARCHAR(63)! = 'default'
  primary registered_model_alias_pk(workspace, name, alias)
  foreign fk_registered_model_aliases_registered_models(workspace, name) registered_models(workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
registered_model_tags: key VARCHAR(250)!, value VARCHAR(5000), name VARCHAR(256)!,
    workspace VARCHAR(63)! = 'default'
  primary registered_model_tag_pk(workspace, key, name)
  foreign fk_registered_model_tags_registered_models(workspace, name) registered_models(workspace, name) ON UPDATE CASCADE
  index idx_registered_model_tags_workspace_name(workspace, name)
review_queues: queue_id VARCHAR(36)!, experiment_id INTEGER!, name VARCHAR(250)!, queue_type VARCHAR(16)!,
    created_by VARCHAR(255), creation_time_ms BIGINT!, last_update_time_ms BIGINT!, name_key VARCHAR(250)!
  primary review_queues_pk(queue_id)
  foreign fk_review_queues_experiment_id(experiment_id) experiments(experiment_id) ON DELETE CASCADE
  unique uq_review_queues_experiment_name_key(experiment_id, name_key)
  index index_review_queues_experiment_id(experiment_id)
review_queue_items: queue_id VARCHAR(36)!, item_type VARCHAR(16)!, item_id VARCHAR(50)!, status VARCHAR(16)!,
    completed_by VARCHAR(250), completed_time_ms BIGINT, creation_time_ms BIGINT!, last_update_time_ms BIGINT!
  primary review_queue_items_pk(queue_id, item_id)
  foreign fk_review_queue_items_queue_id(queue_id) review_queues(queue_id) ON DELETE CASCADE
  index index_review_queue_items_queue_id_status(queue_id, status)
  index index_review_queue_items_item_id(item_id)
review_queue_label_schemas: queue_id VARCHAR(36)!, schema_id VARCHAR(36)!
  primary review_queue_label_schemas_pk(queue_id, schema_id)
  foreign fk_review_queue_label_schemas_queue_id(queue_id) review_queues(queue_id) ON DELETE CASCADE
  index index_review_queue_label_schemas_schema_id(schema_id)
review_queue_users: queue_id VARCHAR(36)!, user_id VARCHAR(250)!
  primary review_queue_users_pk(queue_id, user_id)
  foreign fk_review_queue_users_queue_id(queue_id) review_queues(queue_id) ON DELETE CASCADE
  index index_review_queue_users_user_id(user_id)
workspaces: name VARCHAR(63)!, description TEXT, default_artifact_root TEXT, trace_archival_location TEXT,
    trace_archival_retention VARCHAR(32)
  primary workspaces_pk(name)
)";

} // namespace mltrack::store::relational::detail
