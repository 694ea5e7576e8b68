using System.Text.Json;

namespace Pipelines.Tracking.Mlflow;

/// <summary>
/// What one request logs, within the server's limits (MLflow, <c>mlflow/utils/validation.py</c>): at most 1,000 measurements, 100
/// parameters, 100 tags, 1,000 of all together, and 1,000,000 bytes.
/// </summary>
internal sealed class MlflowBatch
{
    private const int MostItems = 1000, MostMetrics = 1000, MostParams = 100, MostTags = 100, MostBytes = 900_000;

    private readonly List<Metric> metrics = [];
    private readonly List<KeyValuePair<string, string>> parameters = [];
    private readonly List<KeyValuePair<string, string>> tags = [];
    private int bytes;

    public bool IsEmpty => Count == 0;

    private int Count => metrics.Count + parameters.Count + tags.Count;

    /// <summary>Takes a measurement; false where no more fits.</summary>
    public bool Add(Metric metric) => Add(metrics, metric, MostMetrics, 120 + metric.Key.Length);

    /// <summary>Takes a parameter; false where no more fits.</summary>
    public bool AddParam(KeyValuePair<string, string> param) => Add(parameters, param, MostParams, Length(param));

    /// <summary>Takes a tag; false where no more fits.</summary>
    public bool AddTag(KeyValuePair<string, string> tag) => Add(tags, tag, MostTags, Length(tag));

    public void Write(Utf8JsonWriter body)
    {
        body.WriteStartArray("metrics");
        foreach (var metric in metrics)
        {
            body.WriteStartObject();
            body.WriteString("key", metric.Key);
            if (double.IsFinite(metric.Value)) body.WriteNumber("value", metric.Value);
            else body.WriteString("value", double.IsNaN(metric.Value) ? "NaN" : metric.Value > 0 ? "Infinity" : "-Infinity");
            body.WriteNumber("timestamp", metric.Time.ToUnixTimeMilliseconds());
            body.WriteNumber("step", metric.Step);
            body.WriteEndObject();
        }
        body.WriteEndArray();
        WritePairs(body, "params", parameters);
        WritePairs(body, "tags", tags);
    }

    private bool Add<T>(List<T> items, T item, int most, int length)
    {
        if (items.Count >= most || Count >= MostItems || (bytes + length > MostBytes && Count > 0)) return false;
        items.Add(item);
        bytes += length;
        return true;
    }

    // JSON may write a character as six.
    private static int Length(KeyValuePair<string, string> pair) =>
        40 + pair.Key.Length + JsonEncodedText.Encode(pair.Value).EncodedUtf8Bytes.Length;

    private static void WritePairs(Utf8JsonWriter body, string name, List<KeyValuePair<string, string>> pairs)
    {
        body.WriteStartArray(name);
        foreach (var (key, value) in pairs)
        {
            body.WriteStartObject();
            body.WriteString("key", key);
            body.WriteString("value", value);
            body.WriteEndObject();
        }
        body.WriteEndArray();
    }
}
