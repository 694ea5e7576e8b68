using Pipelines.Modules;
using Pipelines.Tokenizers;
using Pipelines.Training;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Artifacts;

/// <summary>
/// A model that says how good an answer is, of whatever class: <c>model.safetensors</c> with the trunk and <c>score.weight</c>, under the
/// names that Hugging Face's <c>…ForSequenceClassification</c> with one label has, its tokenizer and its chat template.
/// </summary>
public abstract class RewardModel : Artifact
{
    private protected RewardModel(string folder) : base(folder)
    {
    }

    /// <summary>The model, ready to score. The caller disposes it.</summary>
    /// <param name="device">where its parameters live; the CPU when null</param>
    /// <exception cref="PipelineException">the artifact has no chat template</exception>
    public abstract RewardJudge Load(Device? device = null);

    /// <summary>The scores of conversations that end in an answer, higher where it is better; loads the model for it.</summary>
    /// <param name="conversations">the turns of each</param>
    /// <exception cref="ChatTemplateException">the template refuses a conversation</exception>
    public IReadOnlyList<double> Score(IReadOnlyList<IReadOnlyList<ChatMessage>> conversations)
    {
        using var judge = Load();
        return judge.Score(conversations);
    }
}

/// <summary>A reward model over a model of a known class.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class RewardModel<TModel> : RewardModel where TModel : Decoder
{
    private readonly Checkpoint<TModel> trunk;

    /// <param name="trunk">what knows how to make the model, in the artifact's folder</param>
    internal RewardModel(Checkpoint<TModel> trunk) : base(trunk.Folder) => this.trunk = trunk;

    /// <inheritdoc/>
    public override RewardJudge Load(Device? device = null)
    {
        var chat = trunk.LoadChat() ?? throw new PipelineException($"the reward model in {Folder} has no chat template");
        using var skipped = FreshWeights.Skip();
        var model = trunk.CreateUntrained(device);
        var head = new ScalarHead(model.Shape.Dim, device);
        Weights.Load(new ModelWithScore(model, head), FileNamed(Checkpoint.WeightsFile));
        return new RewardJudge(model, head, chat);
    }
}
