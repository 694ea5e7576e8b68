namespace Pipelines.Spec;

/// <summary><c>kind: sft</c>: supervised fine-tuning on conversations, instructions or completions; makes a Checkpoint.</summary>
/// <param name="Template">
/// a chat template's name, or the path of a <c>.jinja</c> file; null for the one that the checkpoint has
/// </param>
/// <param name="Mask">which tokens are learned</param>
/// <param name="Packing">whether several examples share a row, each seeing itself alone</param>
/// <param name="Epochs">passes over the examples</param>
/// <param name="MaxTokens">longer examples are cut, or dropped where nothing learned is left; null for the model's context</param>
/// <param name="Neftune">α of uniform noise on the embeddings while training (Jain et al. 2023); 0 for none</param>
public sealed record SftSpec(
    string Name,
    string From,
    EquatableArray<string> Data,
    string? Template,
    LossMask Mask,
    bool Packing,
    double Epochs,
    int? MaxTokens,
    double Neftune,
    TrainingSpec Training,
    AdapterSpec? Adapter) : FineTuningSpec(Name, From, Data, Training, Adapter)
{
    /// <inheritdoc/>
    public override string Kind => "sft";
}

/// <summary>Which tokens of a conversation are learned.</summary>
public enum LossMask
{
    /// <summary>What the assistant says, in every turn.</summary>
    Assistant,

    /// <summary>What the assistant says in the last turn.</summary>
    Last,

    /// <summary>Everything, the template's own words included.</summary>
    All,
}
