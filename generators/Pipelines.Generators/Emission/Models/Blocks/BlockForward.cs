using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>
/// The statements of a residual block's forward pass, every intermediate freed after its last use. The residual stream is <c>x</c>
/// before the block, <c>r</c> after its mixer.
/// </summary>
internal static class BlockForward
{
    /// <summary>The field of the factor of what is added to the residual stream.</summary>
    public const string Multiplier = "multiplier";

    /// <summary>The statements, each with what it gives.</summary>
    /// <param name="block">the block</param>
    /// <param name="names">what its family calls its modules</param>
    /// <param name="dim">width of the residual stream</param>
    /// <param name="scaled">whether what is added to the stream has a factor</param>
    public static (string Code, string Comment)[] Of(BlockView block, CheckpointNames names, int dim, bool scaled)
    {
        var shape = $"[batch, time, {dim}]";
        var norms = names.Norms(block.Spec);
        var (mixer, feedForward) = (names.Mixer(block.Spec.Mixer), names.FeedForward(block.Spec.FeedForward));
        return (block.Spec.Placement, block.Spec.Residual) switch
        {
            (NormPlacement.Pre, ResidualKind.Parallel) =>
            [
                ($"var h = {norms.BeforeMixer}.call(x);", shape),
                ($"var a = {Scaled($"{mixer}.call(h, pass)")};", shape),
                ($"var m = {Scaled($"{Feed("h")}.Freeing(h)")};", shape),
                ("var r = (x + a).Freeing(a);", shape),
                ("return (r + m).Freeing(r, m);", shape),
            ],
            (_, ResidualKind.Parallel) =>
                throw new NotSupportedException($"no emitter for a parallel block with norms of the placement {block.Spec.Placement}"),
            (NormPlacement.Post, _) => [.. Post()],
            (NormPlacement.Output, _) => [.. Output()],
            _ => [.. Pre()],
        };

        string Feed(string input) => $"{feedForward}.call({input}{(block.FeedForward!.TakesPass ? ", pass" : "")})";

        string Scaled(string branch) => scaled ? $"{Multiplier}.call({branch})" : branch;

        IEnumerable<(string, string)> Pre()
        {
            var sandwich = block.Spec.Placement == NormPlacement.Sandwich;
            var (stream, branch) = ("x", "a");
            if (block.Mixer is not null)
            {
                yield return ($"var h = {norms.BeforeMixer}.call(x);", shape);
                var mixed = $"{mixer}.call(h, pass).Freeing(h)";
                yield return ($"var a = {(sandwich ? mixed : Scaled(mixed))};", shape);
                if (sandwich)
                {
                    yield return ($"var b = {Scaled($"{norms.AfterMixer}.call(a).Freeing(a)")};", shape);
                    branch = "b";
                }
                if (block.FeedForward is null)
                {
                    yield return ($"return (x + {branch}).Freeing({branch});", shape);
                    yield break;
                }
                yield return ($"var (r, n) = {norms.BeforeFeedForward}.add(x, {branch}).Freeing({branch});", $"x + {branch}, and its norm");
                stream = "r";
            }
            else yield return ($"var n = {norms.BeforeFeedForward}.call(x);", shape);
            var fed = $"{Feed("n")}.Freeing(n)";
            yield return ($"var m = {(sandwich ? fed : Scaled(fed))};", shape);
            if (sandwich) yield return ($"var p = {Scaled($"{norms.AfterFeedForward}.call(m).Freeing(m)")};", shape);
            var last = sandwich ? "p" : "m";
            yield return ($"return ({stream} + {last}).Freeing({(stream == "x" ? last : $"r, {last}")});", shape);
        }

        IEnumerable<(string, string)> Output()
        {
            var stream = "x";
            if (block.Mixer is not null)
            {
                yield return ($"var a = {mixer}.call(x, pass);", shape);
                yield return ($"var b = {Scaled($"{norms.AfterMixer}.call(a).Freeing(a)")};", shape);
                if (block.FeedForward is null)
                {
                    yield return ("return (x + b).Freeing(b);", shape);
                    yield break;
                }
                yield return ("var r = (x + b).Freeing(b);", shape);
                stream = "r";
            }
            yield return ($"var m = {Feed(stream)};", shape);
            yield return ($"var p = {Scaled($"{norms.AfterFeedForward}.call(m).Freeing(m)")};", shape);
            yield return ($"return ({stream} + p).Freeing({(stream == "x" ? "p" : "r, p")});", shape);
        }

        IEnumerable<(string, string)> Post()
        {
            var stream = "x";
            if (block.Mixer is not null)
            {
                yield return ($"var a = {Scaled($"{mixer}.call(x, pass)")};", shape);
                yield return ("var s = (x + a).Freeing(a);", shape);
                if (block.FeedForward is null)
                {
                    yield return ($"return {norms.AfterMixer}.call(s).Freeing(s);", shape);
                    yield break;
                }
                yield return ($"var r = {norms.AfterMixer}.call(s).Freeing(s);", shape);
                stream = "r";
            }
            yield return ($"var m = {Scaled(Feed(stream))};", shape);
            yield return ($"var t = ({stream} + m).Freeing({(stream == "x" ? "m" : "r, m")});", shape);
            yield return ($"return {norms.AfterFeedForward}.call(t).Freeing(t);", shape);
        }
    }
}
