using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>A page of the reference.</summary>
/// <param name="path">where it lies below <c>docs</c>: <c>settings/data.md</c></param>
/// <param name="roots">what it describes: each of these, and what stands within it, unless a page before has it</param>
internal abstract class ReferencePage(string path, params IReadOnlyList<Part> roots)
{
    /// <summary>Where it lies below <c>docs</c>.</summary>
    public string Path => path;

    /// <summary>What it describes.</summary>
    public IReadOnlyList<Part> Roots => roots;

    /// <summary>The page in Markdown.</summary>
    /// <param name="sections">the sections that stand on it, in their order</param>
    /// <param name="link">gives the links to sections, from this page</param>
    public abstract string Write(IReadOnlyList<PlacedSection> sections, SectionLink link);

    /// <summary>Where on the page a section stands: <c>#a-text-source</c>, or nothing when the page is about it alone.</summary>
    public virtual string Anchor(ISection section) => $"#{section.Title.Replace(' ', '-')}";
}

/// <summary>A section, and the key and word in it that tell that it is of this kind, or null when nothing need tell.</summary>
internal readonly record struct PlacedSection(ISection Section, Tag? Tag);
