using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Pipelines.Server;

/// <summary>Collects what the engines, the server and its connections measure.</summary>
internal sealed class ServerMetrics : IDisposable
{
    private const int Patience = 10_000;

    private static readonly double[] Waits = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

    private static readonly double[] Steps = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

    private readonly object collecting = new();
    private readonly PrometheusText text;
    private readonly BaseExportingMetricReader reader;
    private readonly MeterProvider provider;

    /// <param name="models">whose engines are shown; others in this process that have names are not this server's</param>
    public ServerMetrics(ServedModels models)
    {
        var names = models.All.Select(model => model.Name).ToHashSet();
        text = new PrometheusText(metric => ModelOf(metric) is not { Length: > 0 } model || names.Contains(model));
        reader = new BaseExportingMetricReader(text);
        provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("Pipelines.Serving", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddView("inter_token_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = Steps })
            .AddView("time_to_first_token_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = Waits })
            .AddView("request_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = Waits })
            .AddView("queue_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = Waits })
            .AddReader(reader)
            .Build();
    }

    /// <summary>All of it as it is now.</summary>
    public string Read()
    {
        lock (collecting)
        {
            reader.Collect(Patience);
            return text.Text;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => provider.Dispose();

    private static string? ModelOf(Metric metric)
    {
        foreach (var (key, value) in metric.MeterTags ?? [])
            if (key == "model") return value as string;
        return null;
    }
}
