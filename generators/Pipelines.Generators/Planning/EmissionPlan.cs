using System.Collections.Immutable;
using Pipelines.Generators.Code;
using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Emission.Stages;
using Pipelines.Generators.Naming;
using Pipelines.Generators.Reading;
using Pipelines.Spec;

namespace Pipelines.Generators.Planning;

/// <summary>Every class that a project's pipeline files ask for, each once.</summary>
/// <param name="Models">model classes</param>
/// <param name="Pipelines">pipeline classes</param>
/// <param name="StandIns">classes in place of pipelines that have errors, so that code which names them says nothing of its own</param>
/// <param name="Contests">classes that a file does not get, because another has it already</param>
internal sealed record EmissionPlan(
    EquatableArray<ModelUnit> Models,
    EquatableArray<PipelineUnit> Pipelines,
    EquatableArray<StandIn> StandIns,
    EquatableArray<Contest> Contests)
{
    /// <summary>
    /// Gives each class to the first file, by path, that asks for it. Files that extend each other may share a model: code is the same
    /// for the same structure, and sizes are each pipeline's own at run time.
    /// </summary>
    public static EmissionPlan Of(ImmutableArray<PipelineDraft> drafts, Project project, EquatableArray<ClassCode> code)
    {
        var (models, pipelines, contests) = (new List<ModelUnit>(), new List<PipelineUnit>(), new List<Contest>());
        var standIns = new List<StandIn>();
        var claims = new Claims();
        var @namespace = CSharpNames.Namespace(project.Namespace);
        foreach (var draft in drafts.OrderBy(draft => draft.Path, StringComparer.Ordinal))
        {
            var path = project.Relative(draft.Path);
            if (draft.ClassName is { } className) standIns.Add(new(@namespace, className, path));
            if (draft.Spec is not { } spec) continue;
            var pipeline = new PipelineUnit(
                @namespace, CSharpNames.Pipeline(spec.Name), path, spec, draft.Blocks, draft.Verifiers, CodeOf(draft, code),
                draft.Canonical);
            var own = spec.Models
                .Select(model => new ModelUnit(@namespace, "public", CSharpName.Of(model.Name), path, model))
                .ToArray();
            var lost = claims.Contests(pipeline, own, draft.Path).ToArray();
            contests.AddRange(lost);
            if (lost.Length > 0) continue;

            pipelines.Add(pipeline);
            models.AddRange(own.Where(model => !claims.Has(model.ClassName)));
            claims.Add(pipeline, own);
        }
        return new(new(models), new(pipelines), new(claims.Without(standIns)), new(contests));
    }
    private static EquatableArray<ClassCode> CodeOf(PipelineDraft draft, EquatableArray<ClassCode> code)
    {
        var named = draft.Blocks.Select(block => block.Class).Concat(draft.Verifiers.Select(verifier => verifier.Class)).ToArray();
        return new(code.Where(each => named.Contains(each.Class)));
    }
}
