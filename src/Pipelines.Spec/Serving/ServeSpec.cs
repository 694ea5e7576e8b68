namespace Pipelines.Spec;

/// <summary>How <c>serve</c> brings a model behind an API.</summary>
/// <param name="Stage">the stage that makes the model; null where none makes one that continues texts, or it is a registered one</param>
/// <param name="Registered">the registered model that is served, such as <c>models:/assistant@champion</c>; null where it is a stage's</param>
/// <param name="Name">what clients call it; null for the name under <c>models:</c>, or else the pipeline's</param>
/// <param name="Host">the address to listen on</param>
/// <param name="Port">the port; 0 takes one that is free</param>
/// <param name="Cache">bytes of keys, values and states of all requests together</param>
/// <param name="Sequences">most sequences in one step</param>
/// <param name="StepTokens">most tokens in one step</param>
/// <param name="Queue">most requests that wait</param>
/// <param name="Timeout">seconds that a request may wait and run together</param>
/// <param name="Threads">threads that compute on the CPU; 0 for one a core</param>
/// <param name="Speculation">how tokens are proposed before the model reads them; null where none are</param>
/// <param name="ApiKeysFile">a file of API keys or their hashes, one on a line, relative to the pipeline's; null for none</param>
/// <param name="RequestsPerMinute">requests a minute of one client; 0 for any number</param>
/// <param name="Cors">origins whose pages may call the server from a browser</param>
/// <param name="Sampling">
/// how tokens are chosen where a request does not say; its limit of tokens is more than any context unless given
/// </param>
public sealed record ServeSpec(
    string? Stage,
    string? Registered,
    string? Name,
    string Host,
    int Port,
    long Cache,
    int Sequences,
    int StepTokens,
    int Queue,
    int Timeout,
    int Threads,
    SpeculationSpec? Speculation,
    string? ApiKeysFile,
    int RequestsPerMinute,
    EquatableArray<string> Cors,
    SamplingSpec Sampling);
