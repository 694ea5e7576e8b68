using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>Settings by which a family says where in a number of layers its kinds of block stand.</summary>
internal static class FamilySettings
{
    private static readonly IntegerKind Count = new(0, LayersKind.Most);

    private static readonly IntegerKind Period = new(1, LayersKind.Most + 1);

    public static readonly Setting<int> AttentionEvery = Setting.Derived(
        "attention_every", Period, "8", "In jamba and bamba: of so many blocks one attends");

    public static readonly Setting<int> AttentionOffset = Setting.Derived(
        "attention_offset", Count, "4", "In jamba and bamba: which of them, counted from 0");

    public static readonly Setting<EquatableArray<int>> AttentionLayers = Setting.Derived(
        "attention_layers", new ListKind<int>(Count, "layers"), "those that the period gives",
        "In bamba: the blocks that attend, counted from 0");

    public static readonly Setting<int> ExpertsEvery = Setting.Derived(
        "experts_every", Period, "2", "In jamba: of so many blocks one has experts");

    public static readonly Setting<int> ExpertsOffset = Setting.Derived(
        "experts_offset", Count, "1", "In jamba: which of them, counted from 0");

    public static readonly Setting<int> DenseLayers = Setting.Derived(
        "dense_layers", Count, "3 in deepseek_v3; 0 in qwen3_moe",
        "In deepseek_v3 and qwen3_moe: how many blocks at the beginning have no experts");

    public static readonly Setting<int> GlobalEvery = Setting.Derived(
        "global_every", Period, "6", "In gemma3: of so many blocks the last has no window");

    public static readonly Setting<double> LocalTheta = Setting.Derived(
        "local_theta", new NumberKind(new(1, 1e12)), "10000",
        "In gemma3: base of the rotary wavelengths of blocks with a window; `rope` is of the others");

    public static readonly Setting<int> NopeEvery = Setting.Derived(
        "nope_every", Period, "4", "In smollm3: of so many blocks the last has no positions");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Setting> All =
        [AttentionEvery, AttentionOffset, AttentionLayers, ExpertsEvery, ExpertsOffset, DenseLayers, GlobalEvery, LocalTheta, NopeEvery];
}
