// title: Bookshelves
// description: Shelves of books, vases, boxes and gaps seen at a slant with lamp light and a ladder
// tags: room, books, shelves, interior

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.9);
    float slant = 1.3 * (rnd(s, 1) - 0.5);
    float w = 1.0 + slant * u.x * 0.6;
    vec2 p = rot(0.12 * (rnd(s, 2) - 0.5)) * u / w * (0.8 + 1.3 * rnd(s, 3)) + vec2(30.0 * rnd(s, 4) + 0.6 * iTime, 30.0 * rnd(s, 5));
    float bay = 2.4 + 1.6 * rnd(s, 6);
    float bx = floor(p.x / bay), x = p.x - bx * bay;
    float sh = 0.62 + 0.3 * rnd(s, 7);
    float row = floor(p.y / sh), y = p.y - row * sh;
    vec3 wood = hsv(0.03 + 0.09 * rnd(s, 8), 0.6 * rnd(s, 9), 0.25 + 0.5 * rnd(s, 10));
    float grain = noise(vec2(p.x * 3.0, p.y * 50.0), s);
    uint rk = cell(ivec2(int(bx), int(row)), s);
    float top = sh - 0.07;
    vec3 col = wood * 0.22 * (0.6 + 0.5 * smoothstep(0.0, top, y));
    float light = 0.75 + 0.25 * slant;
    float kind = rnd(rk, 1);
    float unit = 0.075 + 0.05 * rnd(rk, 2);
    float lean = (rnd(rk, 3) < 0.3 ? 0.18 : 0.0) * (rnd(rk, 4) - 0.5) * 2.0;
    if (kind < 0.8) {
        float bxp = (x + lean * y) / unit;
        float cellI = floor(bxp);
        float pairI = floor(cellI * 0.5), f;
        float split = 0.35 + 0.3 * hash(ivec2(int(pairI), int(row)), s + 2U);
        float pf = fract(bxp * 0.5);
        bool second = pf > split;
        f = second ? (pf - split) / (1.0 - split) : pf / split;
        uint k = cell(ivec2(int(pairI) * 2 + (second ? 1 : 0), int(row) + int(bx) * 31), s);
        float tall = top * (0.6 + 0.36 * rnd(k, 1) * (0.4 + 0.6 * rnd(rk, 5)) + 0.1 * rnd(rk, 6));
        float edge = min(f, 1.0 - f);
        bool gap = rnd(k, 2) < 0.07 || (rnd(rk, 7) < 0.35 && x > bay * (0.4 + 0.4 * rnd(rk, 8)));
        if (!gap && y < tall) {
            vec3 cover = hsv(rnd(s, 11) + rnd(s, 12) * rnd(k, 3), 0.3 + 0.5 * rnd(k, 4), 0.25 + 0.55 * rnd(k, 5));
            if (rnd(rk, 9) < 0.25) cover = hsv(rnd(rk, 10), 0.55, 0.45);
            float v = y / tall;
            float band = rnd(k, 6);
            if (band < 0.6 && abs(v - 0.8) < 0.05 + 0.05 * rnd(k, 7)) cover = mix(cover, hsv(0.12, 0.5, 0.9), 0.8);
            if (band < 0.3 && abs(v - 0.15) < 0.025) cover = hsv(0.12, 0.5, 0.9);
            if (rnd(k, 8) < 0.6 && abs(f - 0.5) < 0.18 && abs(v - 0.5) < 0.2) cover = mix(cover, vec3(0.95, 0.9, 0.75), step(0.45, noise(vec2(f * 3.0, y * 80.0), k)));
            cover *= 0.8 + 0.3 * noise(p * 18.0, k);
            float round_ = 0.45 + 0.75 * sqrt(clamp(edge * 2.0, 0.0, 1.0));
            col = cover * round_ * (1.0 + 0.4 * slant * (f - 0.5) * 2.0) * (0.7 + 0.3 * v);
        } else col *= 0.6 + 0.4 * smoothstep(0.0, 0.5, edge) + (y > tall ? 0.15 : 0.0);
    } else if (kind < 0.9) {
        float stack = floor(y / 0.09);
        uint k = cell(ivec2(int(bx) * 7 + int(row), int(stack)), s + 4U);
        float a = bay * (0.1 + 0.1 * rnd(k, 1)), b = bay * (0.6 + 0.3 * rnd(k, 2));
        if (stack < 4.0 && x > a && x < b) col = hsv(rnd(k, 3), 0.5, 0.5) * (0.5 + 0.6 * sqrt(abs(sin(3.1416 * fract(y / 0.09))))) * (x > b - 0.06 ? 1.5 : 1.0);
    } else {
        float vx = (mod(x, 0.8) - 0.4), v = clamp(y / top, 0.0, 1.0);
        uint k = cell(ivec2(int(bx) * 5 + int(floor(x / 0.8)), int(row)), s + 6U);
        float r = 0.08 + 0.1 * sin(3.1416 * clamp(v * 1.3, 0.0, 1.0)) * (0.5 + rnd(k, 1)) + 0.03 * sin(v * 9.0 + 6.0 * rnd(k, 2));
        float l = vx / r;
        if (v < 0.55 + 0.3 * rnd(k, 3) && abs(l) < 1.0) {
            vec3 glaze = hsv(rnd(k, 4), 0.5, 0.7);
            if (rnd(k, 5) < 0.5) glaze = mix(glaze, vec3(0.95), step(0.0, sin(v * 40.0)));
            col = glaze * (0.25 + 0.9 * clamp(0.6 - 0.6 * l + 0.3 * slant, 0.0, 1.0)) + 0.6 * smoothstep(0.2, 0.0, abs(l + 0.4));
        }
    }
    col *= 0.35 + 0.65 * smoothstep(top, top - 0.2, y) + (y > top ? 0.65 : 0.0);
    if (y > top) col = wood * (0.6 + 0.6 * grain) * (y > top + 0.055 ? 1.25 : 0.9);
    float post = min(x, bay - x);
    if (post < 0.05) col = wood * (0.55 + 0.6 * noise(vec2(p.x * 60.0, p.y * 3.0), s)) * (0.8 + 4.0 * post);
    else col *= 0.6 + 0.4 * smoothstep(0.05, 0.2, post);
    float ladder = p.x - 30.0 * rnd(s, 4) - 1.5 * (rnd(s, 13) - 0.5) + 0.15 * u.y - 0.6 * iTime;
    if (rnd(s, 14) < 0.35) {
        float rail = abs(abs(ladder) - 0.28) - 0.035;
        float rung = max(abs(ladder) - 0.28, abs(fract(p.y * 2.2) - 0.5) - 0.07);
        float d = min(rail, rung);
        col *= 0.5 + 0.5 * smoothstep(0.0, 0.1, d);
        if (d < 0.0) col = wood.zxy * 0.3 + wood * (0.8 + 0.4 * grain) * (1.0 + 8.0 * d);
    }
    float lamp = exp(-1.1 * length(u - vec2(2.0 * rnd(s, 15) - 1.0, 1.6 * rnd(s, 16) - 0.8)));
    col *= (0.5 + 2.0 * lamp) * mix(vec3(1.0), hsv(0.1, 0.35, 1.1), rnd(s, 17)) * light;
    fragColor = vec4(film(col * 1.8), 1.0);
}
