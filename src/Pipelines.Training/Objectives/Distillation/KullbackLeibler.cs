using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// The divergence of a student's distribution from its teacher's, both of logits divided by a temperature T, times T²: so that gradients
/// keep their size whatever T is (Hinton et al. 2015, arXiv:1503.02531, section 2). Forward is KL(teacher ‖ student), reverse
/// KL(student ‖ teacher) (Gu et al. 2024, arXiv:2306.08543).
/// </summary>
public static class KullbackLeibler
{
    /// <summary>The divergence at each place, in nats at T = 1.</summary>
    /// <param name="student">logits, [rows, vocab]</param>
    /// <param name="teacher">logits, [rows, vocab], of the same type</param>
    /// <param name="divergence">which way around</param>
    /// <param name="temperature">T</param>
    /// <returns>[rows], in the type of the logits, which the caller disposes</returns>
    public static Tensor Rows(Tensor student, Tensor teacher, Divergence divergence, double temperature = 1)
    {
        using var scope = NewDisposeScope();
        var (q, p) = ((student / temperature).log_softmax(-1), (teacher / temperature).log_softmax(-1));
        var terms = divergence == Divergence.Forward ? p.exp() * (p - q) : q.exp() * (q - p);
        return (terms.sum(-1) * (temperature * temperature)).MoveToOuterDisposeScope();
    }
}
