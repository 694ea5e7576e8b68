using Pipelines.Spec;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>The settings of losses over pairs.</summary>
internal static class PreferenceSettings
{
    public static void Describe(this Settings settings, PreferenceLossSpec loss)
    {
        settings.Add("kind", loss.Kind);
        settings.Add("beta", loss.Beta);
        switch (loss)
        {
            case DpoSpec dpo:
                settings.Add("label_smoothing", dpo.LabelSmoothing);
                settings.Add("reference_free", dpo.ReferenceFree);
                break;
            case SimpoSpec simpo:
                settings.Add("gamma", simpo.Gamma);
                break;
            case KtoSpec kto:
                settings.Add("desirable_weight", kto.DesirableWeight);
                settings.Add("undesirable_weight", kto.UndesirableWeight);
                break;
            case IpoSpec or OrpoSpec:
                break;
            default:
                throw new NotSupportedException($"no settings are known for {loss.GetType().Name}");
        }
    }
}
