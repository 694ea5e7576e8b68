using System.Globalization;

namespace Pipelines.Tracking.TensorBoard;

/// <summary>
/// The events of an event file, each a message <c>tensorflow.Event</c> (event.proto, summary.proto, tensor.proto), and those of the
/// hyperparameter page (hparams/plugin_data.proto).
/// </summary>
internal static class Events
{
    private const int StringType = 7;
    private const int FloatType = 1;
    private const int TensorClass = 2;
    private const int SessionStarts = 1;

    /// <summary>The first event of a file: of what version it is.</summary>
    public static byte[] Version(DateTimeOffset time) => At(time, 0).Text(3, "brain.Event:2").ToArray();

    /// <summary>A run goes on at a step: what an earlier file of the folder has at this step and after it no longer counts.</summary>
    public static byte[] Restart(DateTimeOffset time, long step) =>
        At(time, step).Message(7, new ProtobufMessage().Integer(1, SessionStarts)).ToArray();

    /// <summary>A measurement, in single precision.</summary>
    public static byte[] Scalar(DateTimeOffset time, string key, double value, long step) =>
        Summary(time, step, new ProtobufMessage().Text(1, key).Single(2, (float)value));

    /// <summary>A text, which is shown as Markdown.</summary>
    public static byte[] Text(DateTimeOffset time, string key, string markdown)
    {
        var tensor = Tensor(StringType).Text(8, markdown);
        return Summary(time, 0, new ProtobufMessage().Text(1, key).Message(8, tensor).Message(9, Metadata("text", [])));
    }

    /// <summary>What a run was given, for the page of hyperparameters.</summary>
    public static byte[] Given(DateTimeOffset time, IReadOnlyDictionary<string, string> parameters)
    {
        var session = new ProtobufMessage();
        foreach (var (key, value) in parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            session.Message(1, new ProtobufMessage().Text(1, key).Message(2, Value(value)));
        session.Double(5, Seconds(time));
        return OfHyperparameters(time, "_hparams_/session_start_info", new ProtobufMessage().Message(3, session));
    }

    /// <summary>How a run ended, for the same page.</summary>
    public static byte[] Ended(DateTimeOffset time, bool well)
    {
        var session = new ProtobufMessage().Integer(1, well ? 1 : 2).Double(2, Seconds(time));
        return OfHyperparameters(time, "_hparams_/session_end_info", new ProtobufMessage().Message(4, session));
    }

    private static byte[] OfHyperparameters(DateTimeOffset time, string key, ProtobufMessage content)
    {
        var nothing = Tensor(FloatType).Single(5, 0);
        return Summary(time, 0, new ProtobufMessage().Text(1, key).Message(8, nothing).Message(9, Metadata("hparams", content.ToArray())));
    }

    private static byte[] Summary(DateTimeOffset time, long step, ProtobufMessage value) =>
        At(time, step).Message(5, new ProtobufMessage().Message(1, value)).ToArray();

    private static ProtobufMessage At(DateTimeOffset time, long step) => new ProtobufMessage().Double(1, Seconds(time)).Integer(2, step);

    /// <summary>The beginning of a tensor with one element and no dimensions.</summary>
    private static ProtobufMessage Tensor(int type) => new ProtobufMessage().Integer(1, type).Message(2, new ProtobufMessage());

    private static ProtobufMessage Metadata(string plugin, ReadOnlySpan<byte> content) =>
        new ProtobufMessage().Message(1, new ProtobufMessage().Text(1, plugin).Bytes(2, content)).Integer(4, TensorClass);

    /// <summary>A setting as <c>google.protobuf.Value</c>: a number, true or false, or a text.</summary>
    private static ProtobufMessage Value(string text) => text switch
    {
        "true" => new ProtobufMessage().Integer(4, 1),
        "false" => new ProtobufMessage().Integer(4, 0),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            new ProtobufMessage().Double(2, number),
        _ => new ProtobufMessage().Text(3, text),
    };

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;
}
