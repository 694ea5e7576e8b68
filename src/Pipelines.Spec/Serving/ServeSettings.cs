using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>serve:</c>.</summary>
internal static class ServeSettings
{
    private const string AddressPattern = @"^(localhost|[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$";

    private static readonly Setting<string> Model = Setting.Derived(
        "model", new ServedModelKind(), "the last stage that makes a model which continues texts",
        "The stage whose model is served, or the registered model")
        .Known("from", "stage", "checkpoint");

    private static readonly Setting<string> Name = Setting.Derived(
        "name", new TextKind("a text"), "the model's name", "What clients call the model").Known("served_model_name", "alias");

    private static readonly Setting<string> Host = Setting.Default(
        "host", new TextKind("localhost or an IP address", AddressPattern), "127.0.0.1",
        "The address to listen on; one that other machines reach asks for API keys");

    private static readonly Setting<int> Port = Setting.Default(
        "port", new IntegerKind(0, 65535), "8080", "The port to listen on; 0 takes one that is free");

    private static readonly Setting<long> Cache = Setting.Default(
        "cache", new ByteSizeKind(), "1GB", "Memory for what is kept of the tokens of all requests together")
        .Known("kv_cache", "cache_size", "kv_cache_memory_bytes");

    private static readonly Setting<int> Sequences = Setting.Default(
        "sequences", new IntegerKind(1, 1 << 16), "64", "Most texts that are written at once")
        .Known("max_num_seqs", "parallel", "slots");

    private static readonly Setting<int> StepTokens = Setting.Default(
        "step_tokens", new IntegerKind(1, 1 << 20), "512", "Most tokens that the model reads in one step; long prompts are read in pieces")
        .Known("max_num_batched_tokens", "batch_size", "ubatch_size");

    private static readonly Setting<int> Queue = Setting.Default(
        "queue", new IntegerKind(0, 1 << 20), "1024", "Most requests that wait; one more is refused");

    private static readonly Setting<int> Timeout = Setting.Default(
        "timeout", new IntegerKind(1, 86400), "600", "Seconds that a request may wait and run together");

    private static readonly Setting<int> Threads = Setting.Default(
        "threads", new IntegerKind(0, 1024), "0", "Threads that compute where the model runs on the CPU; 0 is one for each core");

    private static readonly Setting<Given<SpeculationSpec>?> Speculation = Setting.Default(
        "speculation", new OptionalKind<SpeculationSpec>(SpeculationSettings.Kind), "none",
        "How tokens are proposed that the model then reads together, which changes no answer")
        .Known("speculative", "speculative_config");

    private static readonly Setting<string> ApiKeysFile = Setting.Derived(
        "api_keys_file", new TextKind("a file"), "none: `PIPELINES_API_KEYS` may hold keys",
        "A file of API keys, one on a line, each as it is or as `sha256:` and its hash; relative to this file")
        .Known("api_keys", "api_key", "api_key_file");

    private static readonly Setting<int> RequestsPerMinute = Setting.Default(
        "requests_per_minute", new IntegerKind(0, 1 << 30), "0", "Requests a minute of one client; 0 does not count them")
        .Known("rate_limit");

    private static readonly Setting<EquatableArray<string>> Cors = Setting.Default(
        "cors", new ListKind<string>(new TextKind("an origin such as https://example.org, or *", @"^(\*|https?://[^\s/]+)$"), "origins"),
        "[]", "Origins whose pages may call the server from a browser; `*` is any")
        .Known("allowed_origins", "cors_origins");

    private static readonly Setting<SamplingSpec> Sampling = Setting.Default(
        "sampling", SamplingSettings.OfRequests, "{}", "How tokens are chosen where a request does not say");

    public static readonly Section<ServeSpec> Section = new(
        "serve", "serve", "The server of `dotnet run -- serve`",
        [
            Model, Name, Host, Port, Cache, Sequences, StepTokens, Queue, Timeout, Threads, Speculation, ApiKeysFile, RequestsPerMinute,
            Cors, Sampling,
        ],
        values =>
        {
            var model = values.Find(Model);
            var isRegistered = model is not null && ServedModelKind.IsRegistered(model);
            return new ServeSpec(
                isRegistered ? null : model,
                isRegistered ? model : null,
                values.Find(Name),
                values.Get(Host),
                values.Get(Port),
                values.Get(Cache),
                values.Get(Sequences),
                values.Get(StepTokens),
                values.Get(Queue),
                values.Get(Timeout),
                values.Get(Threads),
                values.Get(Speculation)?.Value,
                values.Find(ApiKeysFile),
                values.Get(RequestsPerMinute),
                values.Get(Cors),
                values.Get(Sampling));
        });
}
