namespace Pipelines.Spec;

/// <summary>The projections that an adapter may stand beside, and how its targets name them.</summary>
public static class ProjectionPaths
{
    /// <summary>Those of a model by path, in order of the forward pass: every matrix product of its blocks but routers'.</summary>
    public static IReadOnlyList<string> Of(ModelSpec model) =>
        ShapeInference.Of(model, Math.Max(2, model.Vocab.Size)).SelectMany(node => node.Projections).ToList();

    /// <summary>
    /// Whether <paramref name="target"/> means the module at <paramref name="path"/>. A name (<c>q_proj</c>) means every module that is
    /// called so. What has a <c>.</c>, <c>*</c>, <c>?</c> or <c>[</c> is a pattern over a path or its end
    /// (<c>layers.[0-3].*.q_proj</c>): <c>*</c> is any text, <c>?</c> any character and <c>[0-3]</c> one of those.
    /// </summary>
    /// <param name="target">a target as the file writes it</param>
    /// <param name="path">a module's dotted path: <c>model.layers.0.self_attn.q_proj</c></param>
    public static bool Match(string target, string path) => new PathPattern(target).Matches(path);
}
