using Pipelines.Spec;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>The settings that training stages share.</summary>
internal static class TrainingSettings
{
    public static void Describe(this Settings settings, TrainingSpec training)
    {
        settings.Add("batch", training.Batch);
        settings.Add("accumulate", training.Accumulate);
        settings.Add("precision", training.Precision);
        settings.Under("optimizer").Describe(training.Optimizer);
        settings.Under("schedule").Describe(training.Schedule);
        settings.Add("clip_norm", training.ClipNorm);
        // Computing activations again, looking at held-out data and writing checkpoints leave the final weights as they are.
        settings.AddNeutral("recompute", training.Recompute);
        settings.AddNeutral("evaluate.every", training.Evaluate.Every);
        settings.AddNeutral("evaluate.batches", training.Evaluate.Batches);
        settings.AddNeutral("checkpoint.every", training.Checkpoint.Every);
        settings.AddNeutral("checkpoint.keep", training.Checkpoint.Keep);
    }

    public static void Describe(this Settings settings, AdapterSpec? adapter)
    {
        settings.Add("kind", adapter?.Kind);
        if (adapter is null) return;
        settings.Add("rank", adapter.Rank);
        settings.Add("alpha", adapter.Alpha);
        settings.Add("dropout", adapter.Dropout);
        settings.Add("targets", adapter.Targets);
        settings.Add("rank_stabilized", adapter.RankStabilized);
        settings.Add("init", adapter.Init);
    }

    public static void Describe(this Settings settings, OptimizerSpec optimizer)
    {
        settings.Add("lr", optimizer.LearningRate);
        settings.Add("weight_decay", optimizer.WeightDecay);
        switch (optimizer)
        {
            case AdamWSpec adamw:
                settings.Add("kind", "adamw");
                settings.Add("beta1", adamw.Beta1);
                settings.Add("beta2", adamw.Beta2);
                settings.Add("eps", adamw.Eps);
                break;
            case AdamW8BitSpec adamw:
                settings.Add("kind", "adamw_8bit");
                settings.Add("beta1", adamw.Beta1);
                settings.Add("beta2", adamw.Beta2);
                settings.Add("eps", adamw.Eps);
                break;
            case SgdSpec sgd:
                settings.Add("kind", "sgd");
                settings.Add("momentum", sgd.Momentum);
                break;
            default:
                throw new NotSupportedException($"no settings are known for {optimizer.GetType().Name}");
        }
    }

    public static void Describe(this Settings settings, ScheduleSpec schedule)
    {
        settings.Add("warmup", Print(schedule.Warmup));
        switch (schedule)
        {
            case ConstantSpec:
                settings.Add("kind", "constant");
                break;
            case CosineSpec cosine:
                settings.Add("kind", "cosine");
                settings.Add("min_ratio", cosine.MinRatio);
                break;
            case WsdSpec wsd:
                settings.Add("kind", "wsd");
                settings.Add("decay", Print(wsd.Decay));
                settings.Add("min_ratio", wsd.MinRatio);
                break;
            default:
                throw new NotSupportedException($"no settings are known for {schedule.GetType().Name}");
        }
    }

    /// <summary>A fraction in percent, as the file has it.</summary>
    private static FormattableString Print(StepSpan span) => span.IsFraction ? (FormattableString)$"{span.Value * 100}%" : $"{span.Value}";
}
