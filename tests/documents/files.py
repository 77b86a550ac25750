"""Files with traces of their writer planted wherever their kinds have a place for one; and how to look for them.

Every planted word holds `CANARY`. What a reader is to see holds `SEEN`.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from struct import pack
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

CANARY: Final = b"CANARY"
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_X: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_P: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_CORE: Final = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_TYPE: Final = "application/vnd.openxmlformats-officedocument"
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"


def layers(content: bytes) -> Iterator[bytes]:
    """The bytes, and all that is packed within them."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield package.comment
            for entry in package.infolist():
                yield entry.filename.encode() + entry.comment + entry.extra
                yield from layers(package.read(entry))
    elif content.startswith(b"%PDF"):
        with Pdf.open(io.BytesIO(content)) as opened:
            yield from (one.read_bytes() for one in opened.objects if _is_decodable(one))
            yield from (repr(one).encode() for one in opened.objects)


def has_canary(content: bytes) -> bool:
    """Whether a planted trace stands anywhere in a file."""
    return any(CANARY in layer or CANARY in layer.replace(b"\0", b"") for layer in layers(content))


def _is_decodable(found: pikepdf.Object) -> bool:
    return isinstance(found, pikepdf.Stream) and found.get("/Filter") in {None, Name.FlateDecode}


# Pictures --------------------------------------------------------------------------------------------------


def exif(*, turned: bool = False) -> Image.Exif:
    """What a telephone writes into a picture."""
    made = Image.Exif()
    made[ExifTags.Base.Artist] = "CANARY artist"
    made[ExifTags.Base.Make] = "CANARY maker"
    made[ExifTags.Base.ImageDescription] = "CANARY description"
    made[ExifTags.Base.DateTime] = "2026:02:06 08:00:00"
    place = made.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (23.0, 35.0, 20.0)
    if turned:
        made[ExifTags.Base.Orientation] = 6
    return made


def profile() -> bytes:
    """A profile of colours."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(
    mode: str = "RGB", size: tuple[int, int] = (24, 16), colour: Any = "teal", kind: str = "PNG", **more: Any
) -> bytes:
    """A picture as Pillow writes it."""
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **more)
    return written.getvalue()


def jpeg(*, turned: bool = False) -> bytes:
    """A telephone's picture, with a further file behind its end."""
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARY</x:xmpmeta>"
    made = picture(kind="JPEG", exif=exif(turned=turned), comment=b"CANARY", icc_profile=profile(), xmp=xmp)
    return made + b"CANARY behind the end"


def png() -> bytes:
    """A picture with every chunk in which words can stand."""
    words = PngInfo()
    words.add_text("Author", "CANARY")
    words.add_itxt("XML:com.adobe.xmp", "<x>CANARY</x>", zip=True)
    words.add_text("Comment", "CANARY", zip=True)
    made = picture(pnginfo=words, exif=exif(), icc_profile=profile())
    own = b"caNy" + b"CANARY"
    end = made.index(b"IEND") - 4
    chunk = pack(">I", 6) + own + pack(">I", zlib.crc32(own))
    return made[:end] + chunk + made[end:] + b"CANARY"


def webp() -> bytes:
    """A picture with traces in its own chunks."""
    return picture(kind="WEBP", exif=exif(), icc_profile=profile(), xmp=b"<x>CANARY</x>")


def gif() -> bytes:
    """A still picture with a remark."""
    return picture(kind="GIF", comment=b"CANARY")


# PDF -------------------------------------------------------------------------------------------------------


def pdf(*, pages: int = 2, annotated: bool = True) -> bytes:
    """A PDF that says SEEN on each page, and CANARY everywhere else."""
    made = Pdf.new()
    xmp = made.make_stream(b"CANARY xmp")
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("CANARY layer")))
    for number in range(pages):
        page = made.add_blank_page(page_size=(200, 100))
        page.Resources = Dictionary(
            Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)),
            XObject=Dictionary(Im1=_picture_in(made), Fm1=_drawing_in(made)),
            Properties=Dictionary(MC0=layer),
        )
        words = f"/OC /MC0 BDC BT /F1 12 Tf 10 50 Td (SEEN {number + 1}) Tj ET EMC q 30 0 0 30 100 20 cm /Im1 Do Q"
        page.Contents = made.make_stream(f"% CANARY\n{words} /Fm1 Do".encode())
        page.obj.Thumb = made.make_stream(b"CANARY")
        page.obj.PieceInfo = Dictionary(CANARY=Dictionary(LastModified=String("CANARY")))
        page.obj.Metadata = xmp
        page.obj.StructParents = number
    if annotated:
        made.pages[0].Annots = Array(made.make_indirect(one) for one in _annotations(made))
    made.attachments["CANARY.txt"] = b"CANARY"
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("CANARY"))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))
    made.Root.Lang = String("fa-CANARY")
    made.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Dictionary(Alt=String("CANARY")))
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("CANARY", 0))
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = ["CANARY"]
    made.docinfo["/Author"] = made.docinfo["/Title"] = made.docinfo["/Producer"] = "CANARY"
    return saved(made)


def saved(made: Pdf) -> bytes:
    """The file."""
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _picture_in(made: Pdf) -> pikepdf.Object:
    colours = Array([Name.ICCBased, made.make_stream(profile() + CANARY, N=3)])
    return made.make_stream(
        jpeg(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=24,
        Height=16,
        ColorSpace=colours,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
        Metadata=made.make_stream(CANARY),
    )


def _drawing_in(made: Pdf) -> pikepdf.Object:
    return made.make_stream(
        b"% CANARY\n/Span <</ActualText (CANARY) >> BDC 0 0 1 rg 0 0 10 10 re f EMC",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 10, 10]),
        LastModified=String("CANARY"),
    )


def _annotations(made: Pdf) -> list[Dictionary]:
    square = made.make_stream(b"1 0 0 rg 0 0 20 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 20, 20])
    common: dict[str, Any] = {"Type": Name.Annot, "Contents": String("CANARY"), "T": String("CANARY")}
    return [
        Dictionary(Subtype=Name.Text, Rect=[10, 10, 20, 20], **common),
        Dictionary(Subtype=Name.Square, Rect=[50, 50, 70, 70], AP=Dictionary(N=square), **common),
        Dictionary(Subtype=Name.Link, Rect=[1, 1, 2, 2], A=Dictionary(S=Name.URI, URI=String("https://CANARY/"))),
    ]


# Office ----------------------------------------------------------------------------------------------------


def package(parts: Mapping[str, str | bytes], *, comment: bytes = b"") -> bytes:
    """A zip package, with the present time in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.comment = comment
        for name, content in parts.items():
            made.writestr(name, content)
    return written.getvalue()


def relations(*rows: tuple[str, str, str]) -> str:
    """A relationships part: id, type and target of each; a target with `://` lies outside."""
    listed = "".join(
        f'<Relationship Id="{name}" Type="{of if ":" in of else f"{_R}/{of}"}" Target="{target}"{_mode(target)}/>'
        for name, of, target in rows
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def _mode(target: str) -> str:
    return ' TargetMode="External"' if "://" in target else ""


def types(**overrides: str) -> str:
    """A content types part; parts by their names, with `__` for `/`."""
    rows = "".join(
        f'<Override PartName="/{name.replace("__", "/")}.xml" ContentType="{_TYPE}.{of}+xml"/>'
        for name, of in overrides.items()
    )
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{of}"/>'
        for ending, of in (("xml", "application/xml"), ("jpeg", "image/jpeg"), ("png", "image/png"))
    )
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{defaults}{rows}</Types>'


PROPERTIES: Final[Mapping[str, str | bytes]] = {
    "docProps/core.xml": "<c xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>CANARY</dc:creator></c>",
    "docProps/app.xml": "<p><Company>CANARY</Company></p>",
    "docProps/custom.xml": "<p>CANARY</p>",
    "docProps/thumbnail.jpeg": b"CANARY",
    "customXml/item1.xml": "<CANARY/>",
}


def root(main: str) -> str:
    """The relationships of a whole package."""
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"
    return relations(
        ("rId1", "officeDocument", main),
        ("rId2", _CORE, "docProps/core.xml"),
        ("rId3", properties, "docProps/app.xml"),
        ("rId4", f"{_PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
    )


BODY: Final = """
<w:p w:rsidR="00CANARY" w14:paraId="0CANARY0"><w:r w:rsidRPr="00CANARY"><w:rPr><w:lang w:val="fa-CANARY"/></w:rPr>
<w:t>SEEN words</w:t></w:r><w:bookmarkStart w:id="0" w:name="x"/><w:bookmarkEnd w:id="0"/></w:p>
<w:p><w:hyperlink r:id="rIdLink" w:tooltip="CANARY"><w:r><w:t>SEEN link</w:t></w:r></w:hyperlink></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDETEXT </w:instrText></w:r>
<w:r><w:instrText>"C:\\CANARY"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
<w:r><w:t>SEEN field</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:fldSimple w:instr=" AUTHOR CANARY "><w:r><w:t>SEEN simple</w:t></w:r></w:fldSimple>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="CANARY.jpg" descr="CANARY"/><a:graphic><pic:pic><pic:nvPicPr>
<pic:cNvPr id="2" name="CANARY.jpg"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdPicture"/></pic:blipFill>
</pic:pic></a:graphic></wp:inline></w:drawing></w:r></w:p>
<w:sdt><w:sdtPr><w:alias w:val="CANARY"/><w:tag w:val="CANARY"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>
"""
SETTINGS: Final = (
    f'<w:settings xmlns:w="{_W}" xmlns:r="{_R}"><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsid w:val="00CANARY"/>'
    '</w:rsids><w:docVars><w:docVar w:name="CANARY" w:val="1"/></w:docVars><w:defaultTabStop w:val="720"/></w:settings>'
)
_NAMESPACES: Final = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:a="{_A}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def docx(body: str = BODY, *more: tuple[str, str, str], **parts: str | bytes) -> bytes:
    """A Word document; `more`: relationships of its main part besides; `parts`: with `__` for `/`."""
    main = (
        ("rIdLink", "hyperlink", "https://CANARY/"),
        ("rIdPicture", "image", "media/CANARY.jpeg"),
        ("rIdStyles", "styles", "styles.xml"),
        ("rIdSettings", "settings", "settings.xml"),
        ("rIdCustom", "customXml", "../customXml/item1.xml"),
    )
    return package(
        {
            "[Content_Types].xml": types(
                word__document="wordprocessingml.document.main",
                word__styles="wordprocessingml.styles",
                word__settings="wordprocessingml.settings",
            ),
            "_rels/.rels": root("word/document.xml"),
            "word/document.xml": f"<!-- CANARY --><w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*main, *more),
            "word/styles.xml": f'<w:styles xmlns:w="{_W}"><w:style><w:rsid w:val="CANARY"/></w:style></w:styles>',
            "word/settings.xml": SETTINGS,
            "word/_rels/settings.xml.rels": relations(("rId1", "attachedTemplate", "file:///C:/CANARY.dotm")),
            "word/media/CANARY.jpeg": jpeg(),
            **PROPERTIES,
            **{name.replace("__", "/") + ".xml": part for name, part in parts.items()},
        },
        comment=CANARY,
    )


def xlsx(*more: tuple[str, str, str], sheet: str = "", **parts: str | bytes) -> bytes:
    """An Excel workbook with a hidden sheet, a formula and a chart whose figures lie in a workbook of its own."""
    rows = '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    return package(
        {
            "[Content_Types].xml": types(
                xl__workbook="spreadsheetml.sheet.main",
                xl__worksheets__CANARY="spreadsheetml.worksheet",
                xl__worksheets__hidden="spreadsheetml.worksheet",
                xl__sharedStrings="spreadsheetml.sharedStrings",
                xl__drawings__CANARY="drawing",
                xl__charts__CANARY="drawingml.chart",
            ),
            "_rels/.rels": root("xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_X}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/'
            'markup-compatibility/2006" mc:Ignorable="x15ac" xmlns:x15ac="http://schemas.microsoft.com/office/'
            'spreadsheetml/2010/11/ac"><fileVersion appName="CANARY"/><fileSharing userName="CANARY"/><mc:Alternate'
            'Content><mc:Choice Requires="x15ac"><x15ac:absPath url="C:\\CANARY\\"/></mc:Choice></mc:AlternateContent>'
            '<sheets><sheet name="SEEN" sheetId="1" r:id="rId1"/><sheet name="h" sheetId="2" state="hidden" r:id="rId2"'
            "/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/CANARY.xml"),
                ("rId2", "worksheet", "/xl/worksheets/hidden.xml"),
                ("rId3", "sharedStrings", "sharedStrings.xml"),
                *more,
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{_X}"><si><t>SEEN words</t></si></sst>',
            "xl/worksheets/CANARY.xml": f'<worksheet xmlns="{_X}" xmlns:r="{_R}"><sheetData>{rows}</sheetData>'
            '<sheetProtection hashValue="CANARY"/><hyperlinks><hyperlink ref="A1" r:id="rIdLink" tooltip="CANARY"/>'
            f'</hyperlinks><pageSetup paperSize="9" r:id="rIdPrinter"/>{sheet}<drawing r:id="rIdDrawing"/></worksheet>',
            "xl/worksheets/_rels/CANARY.xml.rels": relations(
                ("rIdLink", "hyperlink", "https://CANARY/"),
                ("rIdPrinter", "printerSettings", "../printerSettings/CANARY.bin"),
                ("rIdDrawing", "drawing", "../drawings/CANARY.xml"),
            ),
            "xl/worksheets/hidden.xml": f'<worksheet xmlns="{_X}"><sheetData/></worksheet>',
            "xl/printerSettings/CANARY.bin": b"CANARY",
            "xl/drawings/CANARY.xml": '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
            f'spreadsheetDrawing" xmlns:c="{_C}" xmlns:r="{_R}"><xdr:cNvPr id="3" name="CANARY" descr="CANARY"/>'
            '<c:chart r:id="rId1"/></xdr:wsDr>',
            "xl/drawings/_rels/CANARY.xml.rels": relations(("rId1", "chart", "../charts/CANARY.xml")),
            "xl/charts/CANARY.xml": f'<c:chartSpace xmlns:c="{_C}" xmlns:r="{_R}"><c:chart><c:v>7</c:v></c:chart>'
            '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>',
            "xl/charts/_rels/CANARY.xml.rels": relations(("rId1", "package", "../embeddings/CANARY.xlsx")),
            "xl/embeddings/CANARY.xlsx": b"CANARY",
            **PROPERTIES,
            **{name.replace("__", "/") + ".xml": part for name, part in parts.items()},
        }
    )


def pptx() -> bytes:
    """A PowerPoint file with a hidden slide, speaker's notes and a link."""
    slide = (
        f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}" xmlns:r="{_R}" show="0"><p:cSld name="CANARY"><p:sp><p:cNvPr id="2"'
        ' name="CANARY" title="CANARY"><a:hlinkClick r:id="rIdLink" tooltip="CANARY"/></p:cNvPr><a:p><a:r>'
        '<a:rPr lang="fa-CANARY"/><a:t>SEEN words</a:t></a:r></a:p></p:sp></p:cSld><p:extLst><p:ext uri="CANARY"/>'
        "</p:extLst></p:sld>"
    )
    return package(
        {
            "[Content_Types].xml": types(
                ppt__presentation="presentationml.presentation.main", ppt__slides__slide1="presentationml.slide"
            ),
            "_rels/.rels": root("ppt/presentation.xml"),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}" xmlns:r="{_R}"><p:sldIdLst><p:sldId id="256"'
            ' r:id="rId7"/></p:sldIdLst><p:modifyVerifier hashData="CANARY"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("rId7", "slide", "slides/slide1.xml"), ("rId8", "commentAuthors", "commentAuthors.xml")
            ),
            "ppt/commentAuthors.xml": "<CANARY/>",
            "ppt/slides/slide1.xml": slide,
            "ppt/slides/_rels/slide1.xml.rels": relations(
                ("rIdNotes", "notesSlide", "../notesSlides/notesSlide1.xml"),
                ("rIdLink", "hyperlink", "mailto://CANARY"),
            ),
            "ppt/notesSlides/notesSlide1.xml": "<CANARY/>",
            **PROPERTIES,
        }
    )


# OpenDocument ----------------------------------------------------------------------------------------------

ODF_NAMESPACES: Final = " ".join(
    [
        *(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "text", "table", "style", "chart", "script")),
        f'xmlns:draw="{_OASIS}:drawing:1.0" xmlns:svg="{_OASIS}:svg-compatible:1.0"',
        f'xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0" xmlns:officeooo="http://openoffice.org/2009/office"',
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)
ODF_BODY: Final = """
<text:p>SEEN words <text:a xlink:href="https://CANARY/">SEEN link</text:a>
<text:file-name text:display="CANARY">SEEN field</text:file-name></text:p>
<draw:frame draw:name="CANARY"><draw:image xlink:href="Pictures/CANARY.jpg"/><svg:desc>CANARY</svg:desc></draw:frame>
<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>
"""


def odt(body: str = ODF_BODY, **parts: str | bytes) -> bytes:
    """A text with a chart within it; `parts`: with `__` for `/`."""
    style = '<style:text-properties officeooo:rsid="CANARY" fo:language="fa" fo:country="CANARY"/>'
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": _odf(
                "<office:scripts><script:event-listener/></office:scripts><office:automatic-styles>"
                f'<style:style style:name="a">{style}</style:style></office:automatic-styles>'
                f"<office:body><office:text>{body}</office:text></office:body>"
            ),
            "styles.xml": _odf(""),
            "meta.xml": _odf("<dc:creator>CANARY</dc:creator>"),
            "settings.xml": "<CANARY/>",
            "Pictures/CANARY.jpg": jpeg(),
            "Pictures/unseen.png": png(),
            "Object 1/content.xml": _odf("<office:body><office:chart/></office:body>"),
            "Object 1/meta.xml": "<CANARY/>",
            "ObjectReplacements/Object 1": b"CANARY",
            "Thumbnails/thumbnail.png": b"CANARY",
            "Configurations2/CANARY.xml": "<CANARY/>",
            "Basic/Standard/CANARY.xml": "<CANARY/>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"/>',
            **{name.replace("__", "/"): part for name, part in parts.items()},
        }
    )


def _odf(inner: str) -> str:
    return f"<office:document-content {ODF_NAMESPACES}>{inner}</office:document-content>"
