using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>What two models predicted, place by place.</summary>
internal sealed class DivergencePlaces
{
    private readonly List<float> divergences = [];
    private double reference, changed;
    private long agreed;

    /// <summary>UTF-8 bytes of the text that was asked for.</summary>
    public long Bytes { get; set; }

    /// <summary>Takes in some places.</summary>
    /// <param name="p">log-probabilities of the reference, [places, vocab]</param>
    /// <param name="q">log-probabilities of the changed model, [places, vocab]</param>
    /// <param name="targets">the tokens that came, [places, 1], int64</param>
    public void Add(Tensor p, Tensor q, Tensor targets)
    {
        using var scope = NewDisposeScope();
        divergences.AddRange((p.exp() * (p - q)).sum(-1).cpu().data<float>().ToArray());
        reference -= Sum(p.gather(-1, targets));
        changed -= Sum(q.gather(-1, targets));
        agreed += p.argmax(-1).eq(q.argmax(-1)).sum().item<long>();
    }

    /// <summary>What all of them come to.</summary>
    public ModelDivergence Sum()
    {
        var places = divergences.Count;
        return new(
            new Evaluation(reference, places, Bytes), new Evaluation(changed, places, Bytes),
            divergences.Average(divergence => (double)divergence), Percentile(0.99), (double)agreed / places);
    }

    private static double Sum(Tensor values) => values.sum(type: ScalarType.Float64).item<double>();

    /// <summary>The value below which a share of the divergences lies, between the two nearest by their distance.</summary>
    private double Percentile(double share)
    {
        var sorted = divergences.Order().ToArray();
        var place = share * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return below + (place - Math.Floor(place)) * (above - below);
    }
}
