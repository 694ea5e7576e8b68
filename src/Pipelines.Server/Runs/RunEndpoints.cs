using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Server;

/// <summary>
/// <c>/api/runs</c>: what the page asks. The store is opened for each answer: so it is found when it comes to be, and a run whose process
/// has died is seen to have ended.
/// </summary>
/// <param name="database">the file of the store</param>
internal sealed class RunEndpoints(string database)
{
    /// <summary>Runs of an answer, unless <c>?most=</c> asks for another number.</summary>
    private const int Most = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs", ListAsync);
        routes.MapGet("/api/runs/{id}", ShowAsync);
        routes.MapGet("/api/runs/{id}/curves", CurvesAsync);
        routes.MapGet("/api/runs/{id}/files/{**path}", FileAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var most = context.Request.Query["most"] is [{ } asked, ..] ? Number(asked) : Most;
        using var store = Open();
        var runs = store?.Summaries(most + 1) ?? [];
        return VersionedJson.SendAsync(context, json => RunJson.Write(json, database, runs.Take(most), older: runs.Count > most));
    }

    private Task ShowAsync(HttpContext context)
    {
        using var store = Open();
        var run = Find(store, context);
        return VersionedJson.SendAsync(context, json => RunJson.Write(json, run));
    }

    private Task CurvesAsync(HttpContext context)
    {
        using var store = Open();
        var run = Find(store, context);
        return VersionedJson.SendAsync(context, json =>
        {
            json.WriteStartObject();
            foreach (var key in run.Metrics.Keys.Order(StringComparer.Ordinal))
                RunJson.Write(json, key, ThinnedCurve.Of(store!.History(run.Run.Id, key)));
            json.WriteEndObject();
        });
    }

    private Task FileAsync(HttpContext context)
    {
        using var store = Open();
        var run = Find(store, context).Run.Id;
        var path = (string?)context.GetRouteValue("path") ?? "";
        var file = store!.FileOf(run, path) ?? throw new ApiException(new ApiError(
            404, ApiError.InvalidRequest, $"run {run} has no file '{path}'", Code: "file_not_found"));
        return RunFile.SendAsync(context, file);
    }

    private static int Number(string asked) =>
        int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < int.MaxValue
            ? number
            : throw new ApiException(new ApiError(400, ApiError.InvalidRequest, $"'{asked}' is no number of runs", "most"));

    private SqliteTrackingStore? Open() => File.Exists(database) ? new SqliteTrackingStore(database) : null;

    private RunRecord Find(SqliteTrackingStore? store, HttpContext context)
    {
        var id = (string)context.GetRouteValue("id")!;
        return store?.Find(id) ?? throw new ApiException(new ApiError(
            404, ApiError.InvalidRequest, $"there is no run '{id}' in {database}", Code: "run_not_found"));
    }
}
