using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// A block as one operation of the graph: the forward pass records nothing inside it, the backward pass runs it again and goes back through
/// that run. Trained parameters, those of adapters too, are inputs of the operation beside x, so that they get their gradients where x
/// needs none.
/// </summary>
internal sealed class Recomputation : torch.autograd.SingleTensorFunction<Recomputation>
{
    /// <inheritdoc/>
    public override string Name => nameof(Recomputation);

    /// <summary>Whether the block may run twice.</summary>
    public static bool Suits(SequenceLayer block) => !block.modules().Prepend(block).Any(part => part is ISingleRun);

    /// <param name="block">the block</param>
    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">without a state</param>
    /// <returns>[batch, time, dim]</returns>
    public static Tensor Run(SequenceLayer block, Tensor x, Pass pass)
    {
        var beside = block.modules().OfType<Projection>().SelectMany(projection => projection.Beside);
        Parameter[] trained = [.. block.parameters().Concat(beside).Where(parameter => parameter.requires_grad)];
        return apply([block, pass, trained, x, .. trained]);
    }

    /// <inheritdoc/>
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (block, pass, x) = ((SequenceLayer)vars[0], (Pass)vars[1], (Tensor)vars[3]);
        using var random = torch.get_rng_state();
        List<Tensor> kept = [x, random];
        if (pass.Segments is { } segments) kept.Add(segments);
        if (pass.Memory is { } memory) kept.Add(memory);
        ctx.save_for_backward(kept);
        ctx.save_data("block", block);
        ctx.save_data("pass", pass);
        ctx.save_data("trained", vars[2]);
        return block.call(x, pass);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        var (block, pass, trained) = ((SequenceLayer)ctx.get_data("block")!, (Pass)ctx.get_data("pass")!, (Parameter[])ctx.get_data("trained")!);
        var kept = ctx.get_saved_variables();
        var wanted = kept[0].requires_grad;
        var x = kept[0].detach().requires_grad_(wanted);
        var next = 2;
        var again = pass with
        {
            Segments = pass.Segments is null ? null : kept[next++],    // the caller's own may be gone by now
            Memory = pass.Memory is null ? null : kept[next],
        };
        var y = Again(block, x, again, kept[1]);
        IEnumerable<Tensor> inputs = wanted ? [x, .. trained] : trained;
        var gradients = torch.autograd.grad([y], [.. inputs], [grad_output], allow_unused: true);
        foreach (var gradient in gradients) gradient?.MoveToOuterDisposeScope();
        return [null!, null!, null!, .. wanted ? gradients : gradients.Prepend(null!)];
    }

    /// <summary>Runs the block with the random numbers of its first run, and leaves the generator as it is.</summary>
    private static Tensor Again(SequenceLayer block, Tensor x, Pass pass, Tensor random)
    {
        var now = torch.get_rng_state();
        torch.set_rng_state(random);
        try
        {
            using var recorded = torch.enable_grad();
            return block.call(x, pass);
        }
        finally
        {
            torch.set_rng_state(now);
        }
    }
}
