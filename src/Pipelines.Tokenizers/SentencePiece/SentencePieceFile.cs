namespace Pipelines.Tokenizers;

/// <summary>
/// What a <c>tokenizer.model</c> says: SentencePiece's <c>ModelProto</c> (google/sentencepiece, <c>sentencepiece_model.proto</c>), as far as
/// it is about making tokens.
/// </summary>
internal sealed class SentencePieceFile
{
    private const int PiecesField = 1, TrainerField = 2, NormalizerField = 3;

    private readonly List<SentencePiece> pieces = [];

    /// <exception cref="TokenizerFormatException">it is none, or damaged</exception>
    public SentencePieceFile(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Field == PiecesField) pieces.Add(ReadPiece(reader.Bytes()));
            else if (reader.Field == TrainerField) ReadTrainer(reader.Bytes());
            else if (reader.Field == NormalizerField) ReadNormalizer(reader.Bytes());
        }

        if (pieces.Count == 0) throw new TokenizerFormatException("it is no SentencePiece model: it has no pieces");
    }

    /// <summary>The tokens, by id.</summary>
    public IReadOnlyList<SentencePiece> Pieces => pieces;

    /// <summary>What makes tokens of words.</summary>
    public SentencePieceKind Kind { get; private set; } = SentencePieceKind.Unigram;

    /// <summary>The token that begins a text; −1 for none.</summary>
    public int Bos { get; private set; } = 1;

    /// <summary>The token that ends a text; −1 for none.</summary>
    public int Eos { get; private set; } = 2;

    /// <summary>The token that fills; −1 for none.</summary>
    public int Pad { get; private set; } = -1;

    /// <summary>Whether a text gets a space before it.</summary>
    public bool HasPrefix { get; private set; } = true;

    /// <summary>Whether white space at the ends and beside white space is left out.</summary>
    public bool RemovesExtraSpaces { get; private set; } = true;

    /// <summary>The characters that are made others first, as a compiled table; empty where none are.</summary>
    public byte[] CharacterMap { get; private set; } = [];

    private static SentencePiece ReadPiece(ReadOnlySpan<byte> bytes)
    {
        var piece = new SentencePiece("", 0, SentencePieceType.Normal);
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            piece = reader.Field switch
            {
                1 => piece with { Text = reader.Text() },
                2 => piece with { Score = reader.Float() },
                3 => piece with { Type = (SentencePieceType)reader.Integer() },
                _ => piece,
            };
        }

        return piece;
    }

    private void ReadTrainer(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 3: Kind = (SentencePieceKind)reader.Integer(); break;
                case 41: Bos = reader.Integer(); break;
                case 42: Eos = reader.Integer(); break;
                case 43: Pad = reader.Integer(); break;
                case 24 when reader.Flag():
                    throw new TokenizerFormatException("its spaces are at the ends of words, which is not supported");
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 2: CharacterMap = reader.Bytes().ToArray(); break;
                case 3: HasPrefix = reader.Flag(); break;
                case 4: RemovesExtraSpaces = reader.Flag(); break;
                case 5 when !reader.Flag():
                    throw new TokenizerFormatException("its spaces are not written as ▁, which is not supported");
            }
        }
    }
}

/// <summary>A token.</summary>
/// <param name="Text">how it is spelled</param>
/// <param name="Score">what it is worth</param>
/// <param name="Type">what it is</param>
internal sealed record SentencePiece(string Text, float Score, SentencePieceType Type);

/// <summary>What a token is.</summary>
internal enum SentencePieceType
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>Stands for what has no token.</summary>
    Unknown = 2,

    /// <summary>Structure.</summary>
    Control = 3,

    /// <summary>Text that is found as a whole.</summary>
    UserDefined = 4,

    /// <summary>Not used.</summary>
    Unused = 5,

    /// <summary>A byte.</summary>
    Byte = 6,
}

/// <summary>What makes tokens of words.</summary>
internal enum SentencePieceKind
{
    /// <summary>Unigram.</summary>
    Unigram = 1,

    /// <summary>Byte-pair encoding.</summary>
    Bpe = 2,

    /// <summary>Whole words.</summary>
    Word = 3,

    /// <summary>Characters.</summary>
    Char = 4,
}
