using Pipelines.Data;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Teaches a model the distributions of another one over each token that a batch asks for: the divergence of the two
/// (<see cref="KullbackLeibler"/>), and with a weight the cross-entropy of the tokens themselves. A term is a token. The logits of both
/// models are made a few places at a time. While training, what routing to experts costs is added.
/// </summary>
/// <param name="student">learns</param>
/// <param name="teacher">teaches; dropout should be off, and stays as it is</param>
/// <param name="loss">what is minimised</param>
/// <param name="trained">what holds the weights that are optimized: an adapter beside the student; null for the student itself</param>
/// <exception cref="ArgumentException">the two have not as many tokens</exception>
public sealed class DistillationObjective(
    LanguageModel student, LanguageModel teacher, DistillationLoss loss, nn.Module? trained = null) : IObjective<TokenBatch>
{
    private readonly LanguageModel teacher = WithVocabularyOf(student, teacher);
    private readonly ExpertLoads experts = new(student);
    private (double Divergence, double CrossEntropy, long Tokens) sums;

    /// <summary>The student's head, a few places at a time.</summary>
    internal ChunkedHead Head { get; init; } = new(student);

    /// <inheritdoc/>
    public nn.Module Model => student;

    /// <inheritdoc/>
    public nn.Module Trained => trained ?? student;

    /// <inheritdoc/>
    public ScalarType ComputeType
    {
        get => student.ComputeType;
        set => (student.ComputeType, teacher.ComputeType) = (value, value);
    }

    /// <inheritdoc/>
    public Tensor Loss(TokenBatch batch)
    {
        var device = student.Device;
        int[] places = [.. Enumerable.Range(0, batch.Targets.Length).Where(place => batch.Targets[place] != TokenBatch.Ignored)];
        using var ids = tensor(batch.Inputs, [batch.Rows, batch.Time], device: device);            // [rows, time]
        using var segments = batch.Segments is { } given ? tensor(given, [batch.Rows, batch.Time], device: device) : null;
        using var at = tensor(Array.ConvertAll(places, place => (long)place), device: device);      // [n]
        using var targets = tensor(Array.ConvertAll(places, place => batch.Targets[place]), device: device);
        using var taught = Taught(ids, segments, at);                                              // [n, teacher's dim]
        using var h = Hidden(student, ids, segments, at);                                          // [n, dim]
        var sum = Head.Sum(h, (logits, first) => Chunk(logits, taught, targets, first));
        sums.Tokens += places.Length;
        return experts.Charge(sum, places.Length);
    }

    /// <inheritdoc/>
    public long Terms(TokenBatch batch) => batch.TargetCount;

    /// <inheritdoc/>
    public long Tokens(TokenBatch batch) => batch.Inputs.Length;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Stepped()
    {
        var measures = new Dictionary<string, double>(experts.Step());
        if (sums.Tokens > 0 && loss.HardWeight < 1) measures["kl"] = sums.Divergence / sums.Tokens;
        if (sums.Tokens > 0 && loss.HardWeight > 0) measures["cross_entropy"] = sums.CrossEntropy / sums.Tokens;
        sums = default;
        return measures;
    }

    private static LanguageModel WithVocabularyOf(LanguageModel student, LanguageModel teacher) =>
        student.Shape.Vocab == teacher.Shape.Vocab
            ? teacher
            : throw new ArgumentException(
                $"the teacher has {teacher.Shape.Vocab:N0} tokens and the student {student.Shape.Vocab:N0}: "
                + "both need one vocabulary for their distributions to be compared",
                nameof(teacher));

    private static Tensor Hidden(LanguageModel model, Tensor ids, Tensor? segments, Tensor at)
    {
        var h = model.hidden(ids, segments);                              // [rows, time, dim]
        using var flat = h.reshape(-1, model.Shape.Dim).Freeing(h);       // [rows · time, dim]
        return flat.index_select(0, at);
    }

    private Tensor Taught(Tensor ids, Tensor? segments, Tensor at)
    {
        using var untracked = no_grad();
        return Hidden(teacher, ids, segments, at);
    }

    /// <summary>The loss of a chunk of the student's logits, summed.</summary>
    private Tensor Chunk(Tensor logits, Tensor taught, Tensor targets, long first)
    {
        using var scope = NewDisposeScope();
        var sum = zeros(1, device: logits.device).sum();
        if (loss.HardWeight < 1)
        {
            var given = TeacherLogits(taught, first, logits.shape[0]);
            var kl = KullbackLeibler.Rows(logits, given, loss.Divergence, loss.Temperature).sum();
            sums.Divergence += kl.item<float>();
            sum = sum + kl * (1 - loss.HardWeight);
        }

        if (loss.HardWeight > 0)
        {
            var hard = nn.functional.cross_entropy(logits, targets.narrow(0, first, logits.shape[0]), reduction: nn.Reduction.Sum);
            sums.CrossEntropy += hard.item<float>();
            sum = sum + hard * loss.HardWeight;
        }

        return sum.MoveToOuterDisposeScope();
    }

    private Tensor TeacherLogits(Tensor taught, long first, long count)
    {
        using var untracked = no_grad();
        return teacher.logits(taught.narrow(0, first, count));
    }
}
