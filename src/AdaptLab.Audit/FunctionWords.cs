using System.Collections.Immutable;

namespace AdaptLab.Audit;

/// <summary>The commonest little words of some languages. A sentence hardly does without them, and hardly ends in most of them.</summary>
internal static class FunctionWords
{
    /// <summary>By the language's name. Words that two of these languages share are in neither, unless they are common in both
    /// by far: what they tell is too little.</summary>
    public static ImmutableArray<(string Language, ImmutableHashSet<string> Words)> ByLanguage { get; } =
    [
        ("English", ["the", "of", "and", "to", "is", "that", "it", "for", "was", "with", "be", "by", "this", "have", "from", "or", "had", "not", "but", "what", "were", "we", "when", "your", "can", "there", "which", "their", "if", "will", "how", "you", "they", "has", "been", "would", "who", "its", "shall", "any", "my", "our", "are", "she", "his", "her"]),
        ("German", ["der", "die", "und", "den", "von", "zu", "das", "mit", "sich", "auf", "für", "ist", "im", "dem", "nicht", "ein", "eine", "auch", "nach", "wird", "bei", "einer", "einen", "um", "sind", "noch", "wie", "einem", "über", "aus", "ich", "wir", "zum", "zur", "oder", "aber", "kann", "wenn", "nur", "werden"]),
        ("French", ["le", "les", "et", "des", "est", "dans", "que", "pour", "qui", "pas", "au", "sur", "ne", "ce", "il", "sont", "avec", "plus", "par", "je", "nous", "vous", "cette", "mais", "ou", "aux", "du", "être", "fait", "leur", "ses", "ont", "elle"]),
        ("Spanish", ["el", "los", "las", "del", "y", "que", "por", "con", "para", "una", "su", "al", "lo", "como", "más", "pero", "sus", "este", "ya", "cuando", "muy", "sin", "sobre", "también", "hasta", "hay", "donde", "desde", "nos", "ni", "esta", "es"]),
        ("Italian", ["il", "di", "che", "è", "della", "per", "un", "non", "sono", "con", "si", "da", "gli", "nel", "alla", "più", "anche", "dei", "delle", "ma", "della", "questo", "dal", "ha", "essere", "nella", "del", "degli", "sul"]),
        ("Dutch", ["het", "een", "van", "en", "dat", "op", "te", "niet", "voor", "met", "zijn", "ik", "er", "maar", "naar", "ook", "aan", "bij", "wordt", "deze", "nog", "wel", "geen", "dit", "uit", "kan", "worden", "hebben"]),
        ("Portuguese", ["o", "os", "da", "do", "em", "um", "uma", "não", "com", "para", "dos", "das", "mais", "ao", "ele", "à", "seu", "sua", "ou", "já", "eu", "também", "pelo", "pela", "até", "isso", "ela", "são", "você", "nós"]),
    ];

    /// <summary>No sentence ends in these.</summary>
    public static ImmutableHashSet<string> NeverLast { get; } =
        ["the", "a", "an", "of", "and", "or", "but", "to", "with", "by", "from", "at", "into", "its", "their", "your", "our", "my", "is", "are", "was", "were", "be", "has", "have", "had", "will", "shall", "would", "which", "who", "than", "because", "if", "unless", "any", "every", "such", "as", "between", "per", "der", "die", "das", "und", "le", "la", "les", "et", "el", "los", "y"];
}
