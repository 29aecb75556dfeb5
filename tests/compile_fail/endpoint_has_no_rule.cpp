// error: endpoint_has_no_rule<my::explain_run>
#include <mltrack/tracking/answer.hpp>

namespace my {

struct explain_run
{
    static constexpr auto method = mltrack::schema::verb::get;
    static constexpr std::string_view path = "mlflow/runs/explain";
    static constexpr std::string_view summary = "Say why a run is as it is.";

    struct request
    {
        mltrack::schema::required<mltrack::schema::id::run> run_id;
    };
    struct response
    {
        std::string explanation;
    };
};

#ifdef MENDED
mltrack::result<explain_run::response> rule(mltrack::tracking::context&, const explain_run::request&)
{
    return explain_run::response{"it was trained so"};
}
#endif

} // namespace my

MLTRACK_REFLECT(my::explain_run::request, run_id);
MLTRACK_REFLECT(my::explain_run::response, explanation);

template mltrack::result<my::explain_run::response>
mltrack::tracking::answer<my::explain_run>(mltrack::tracking::context&, const my::explain_run::request&);
