#include <mltrack/tracking/impl/answer.ipp>
#include <mltrack/tracking/impl/artifact_location.ipp>
#include <mltrack/tracking/impl/model_history.ipp>
#include <mltrack/tracking/impl/model_page_token.ipp>
#include <mltrack/tracking/impl/run_artifacts.ipp>
#include <mltrack/tracking/impl/run_name.ipp>
#include <mltrack/tracking/uri/impl/artifact_uri.ipp>

namespace mltrack::tracking {

#define MLTRACK_INSTANTIATE_ANSWER(endpoint)                                                                           \
    template result<answer_of<schema::endpoint>> answer<schema::endpoint>(context&, const schema::endpoint::request&);
MLTRACK_ENDPOINTS(MLTRACK_INSTANTIATE_ANSWER)

} // namespace mltrack::tracking
