using Pipelines.Modules;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Runtime.Artifacts;

/// <summary>A reward model in memory.</summary>
public sealed class RewardJudge : IDisposable
{
    private readonly Decoder model;
    private readonly ScalarHead head;
    private readonly RewardScorer scorer;

    internal RewardJudge(Decoder model, ScalarHead head, ChatFormat chat) =>
        (this.model, this.head, scorer) = (model, head, new RewardScorer(model, head, chat));

    /// <summary>The scores of conversations that end in an answer, higher where it is better; only their differences mean something.</summary>
    /// <param name="conversations">the turns of each</param>
    /// <exception cref="ChatTemplateException">the template refuses a conversation</exception>
    public IReadOnlyList<double> Score(IReadOnlyList<IReadOnlyList<ChatMessage>> conversations) => scorer.Score(conversations);

    /// <inheritdoc/>
    public void Dispose()
    {
        model.Dispose();
        head.Dispose();
    }
}
