// title: Barrels and Crates
// description: Casks stacked on their sides or standing, beside slatted crates, in a cellar or on a quay
// tags: object, barrels, crates, wood

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

vec3 wood(vec2 q, uint k, uint s) {
    vec3 a = mix(vec3(0.42, 0.25, 0.12), dye(s, k), 0.3);
    return a * (0.6 + 0.7 * noise(q, k));
}

void lid(inout vec3 col, vec2 o, float r, uint k, uint s) {
    float l = length(o);
    dim(col, length(o + vec2(-0.05, 0.07)) - r, 0.08, 0.6);
    vec3 iron = rnd(k, 1) < 0.6 ? vec3(0.22, 0.22, 0.24) : dye(s, k + 2U) * 0.7;
    float sh = dot(o / max(l, 1e-3), normalize(vec2(-0.6, 0.8)));
    lay(col, l - r, iron * (0.7 + 0.6 * sh));
    lay(col, l - r * 0.9, wood(vec2(l * 4.0, atan(o.y, o.x + 1e-5) * 8.0), k, s) * (0.9 + 0.3 * sh));
    vec2 q = rot(6.28 * rnd(k, 2)) * o;
    float plank = floor(q.x / (0.3 * r));
    vec3 face = wood(vec2(q.x * 40.0, q.y * 5.0 + plank * 9.0), k + 1U, s) * (0.8 + 0.3 * hash(ivec2(int(plank), 1), k)) * (0.5 + 0.5 * smoothstep(0.0, 0.012, (0.5 - abs(fract(q.x / (0.3 * r)) - 0.5)) * 0.3 * r));
    face *= 0.55 + 0.45 * smoothstep(0.0, 0.12, r * 0.82 - l + 0.06 * (o.y < 0.0 ? 1.0 : -0.3));
    if (rnd(k, 3) < 0.4) {
        ivec2 g = ivec2(floor(o / (0.11 * r) + 2.5));
        if (g.x >= 0 && g.x < 5 && g.y >= 0 && g.y < 5 && hash(ivec2(abs(g.x - 2), g.y), k) < 0.55) face = mix(face, rnd(k, 4) < 0.5 ? vec3(0.9, 0.87, 0.8) : vec3(0.08), 0.8);
    }
    lay(col, l - r * 0.82, face);
    lay(col, length(o - vec2(0.0, -0.55 * r)) - 0.07 * r, vec3(0.1, 0.06, 0.04));
    if (rnd(k, 5) < 0.35) {
        lay(col, box(o - vec2(0.0, -0.62 * r), vec2(0.05, 0.13) * r), vec3(0.8, 0.62, 0.3));
        lay(col, box(o - vec2(0.0, -0.56 * r), vec2(0.14, 0.035) * r), vec3(0.8, 0.62, 0.3));
    }
}

void cask(inout vec3 col, vec2 o, vec2 size, uint k, uint s, float side) {
    float y = o.y / size.y, w = size.x * (1.0 - 0.2 * y * y), x = clamp(o.x / w, -1.0, 1.0);
    dim(col, length((o - vec2(0.1 * side, -size.y)) * vec2(1.0, 3.0)) - size.x * 1.1, 0.12, 0.6);
    float body = max(abs(o.x) - w, abs(o.y) - size.y), ang = asin(x);
    float stave = floor(ang * 3.2);
    vec3 c = wood(vec2(ang * 26.0, o.y * 4.0 + stave * 5.0), k, s) * (0.8 + 0.35 * hash(ivec2(int(stave), 2), k)) * (0.55 + 0.45 * smoothstep(0.0, 0.08, 0.5 - abs(fract(ang * 3.2) - 0.5)));
    float bend = o.y + 0.06 * cos(ang) * size.x;
    float hoop = min(abs(abs(bend) - size.y * 0.8), abs(abs(bend) - size.y * 0.35)) - 0.028;
    if (hoop < 0.0) c = (rnd(k, 1) < 0.6 ? vec3(0.3, 0.3, 0.33) : dye(s, k + 2U) * 0.8) * (0.8 + 0.4 * step(hoop, -0.015));
    if (rnd(k, 6) < 0.3 && abs(bend) < 0.12 && abs(ang) < 0.6) c = mix(vec3(0.9, 0.86, 0.75), vec3(0.1), step(hash(ivec2(floor(vec2(ang, bend) * 26.0)), k), 0.35));
    lay(col, body, c * turned(x, -side) * 1.15);
    float top = length((o - vec2(0.0, size.y)) * vec2(1.0, 4.0)) - size.x * 0.8;
    lay(col, top, wood(vec2(o.x * 30.0, 2.0), k + 3U, s) * 0.75);
    lay(col, abs(top + 0.015) - 0.018, vec3(0.3, 0.2, 0.12));
}

void crate(inout vec3 col, vec2 o, vec2 h, uint k, uint s, float side) {
    dim(col, box(o + vec2(-0.07 * side, 0.02), h), 0.07, 0.5);
    float b = box(o, h), slat = rnd(k, 1) < 0.5 ? o.y : o.x, n = floor(slat / 0.11);
    vec3 c = wood(rnd(k, 1) < 0.5 ? vec2(o.x * 5.0, o.y * 40.0) : vec2(o.x * 40.0, o.y * 5.0), k + uint(int(n) + 40), s) * (0.85 + 0.3 * hash(ivec2(int(n), 4), k));
    if (abs(fract(slat / 0.11) - 0.5) > 0.43) c *= 0.35;
    float frame = max(-b - 0.07, -0.01), cross_ = rnd(k, 2) < 0.5 ? abs(o.x * h.y - o.y * h.x * (rnd(k, 3) < 0.5 ? 1.0 : -1.0)) / length(h) - 0.035 : 1.0;
    if (frame < 0.0 || cross_ < 0.0) c = wood(vec2(o.x * 22.0, o.y * 22.0), k + 9U, s) * (abs(frame) < 0.008 || abs(cross_) < 0.008 ? 0.5 : 1.2);
    vec2 nail = vec2(abs(o.x) - h.x + 0.035, abs(o.y) - h.y + 0.035);
    if (length(nail) < 0.012) c = vec3(0.1);
    lay(col, b, c);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 6800U;
    float zoom = 0.75 + 0.65 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.1 * (rnd(s, 2) - 0.5)) * u * zoom + vec2(12.0 * rnd(s, 3) + 0.15 * iTime, 0.3 + 0.5 * (rnd(s, 4) - 0.3));
    float side = rnd(s, 5) < 0.5 ? -1.0 : 1.0, kind = rnd(s, 6), r = 0.26 + 0.1 * rnd(s, 7);
    vec3 stone = mix(dye(s, s + 1U), vec3(0.5, 0.45, 0.4), 0.5), col;
    if (kind < 0.6) {
        vec2 b = p * vec2(2.2, 4.0);
        b.x += 0.5 * mod(floor(b.y), 2.0);
        vec2 j = abs(fract(b) - 0.5);
        col = stone * (0.55 + 0.4 * hash(ivec2(floor(b)), s)) * (0.7 + 0.5 * fbm(p * 5.0, 3, s)) * (1.0 - 0.5 * smoothstep(0.4, 0.47, max(j.x, j.y)));
        float arch = length(vec2(mod(p.x, 2.6) - 1.3, max(p.y - 0.7, 0.0))) - 0.5;
        if (rnd(s, 8) < 0.5) { lay(col, arch - 0.1, stone * 0.8); lay(col, arch, vec3(0.05, 0.05, 0.07) + 0.5 * step(0.6, kind * 1.6) * dye(s, s + 2U)); }
    } else {
        col = mix(vec3(0.95, 0.9, 0.85), hsv(0.55 + 0.1 * rnd(s, 9), 0.5, 0.85), clamp(p.y * 0.8, 0.0, 1.0));
        col = mix(col, vec3(1.0), 0.6 * smoothstep(0.5, 0.7, fbm(p * vec2(0.8, 2.0), 4, s)));
        if (p.y < 0.35) col = hsv(0.53, 0.5, 0.45) * (0.7 + 0.5 * noise(vec2(p.x * 6.0, p.y * 60.0 + iTime * 3.0), s));
        float mast = abs(mod(p.x, 1.7) - 0.8) - 0.02;
        lay(col, max(mast, p.y - 1.3), vec3(0.3, 0.2, 0.13));
    }
    if (p.y < 0.0) {
        float z = 0.5 / (0.6 - p.y);
        vec2 g = vec2(p.x * z * 4.0, z * 6.0);
        vec2 j = abs(fract(g + vec2(0.5 * mod(floor(g.y), 2.0), 0.0)) - 0.5);
        col = stone * (0.5 + 0.3 * hash(ivec2(floor(g + vec2(0.5 * mod(floor(g.y), 2.0), 0.0))), s)) * (1.0 - 0.4 * smoothstep(0.42, 0.48, max(j.x, j.y)));
    }
    float mode = rnd(s, 10);
    if (mode < 0.55) {
        for (int j = 2; j >= 0; j--) {
            float y = r + 1.74 * r * float(j), x = p.x / (2.0 * r) + 0.5 * float(j), i = floor(x);
            float lot = floor((i - 0.5 * float(j)) / 5.0), inLot = i - 0.5 * float(j) - lot * 5.0;
            uint k = cell(ivec2(int(i), j), s);
            bool there = inLot >= 0.5 * float(j) && inLot < 4.0 - 0.5 * float(j);
            if (there) lid(col, vec2((x - i - 0.5) * 2.0 * r, p.y - y), r * 0.97, k, s);
        }
        lay(col, abs(p.y - 0.02) - 0.03, vec3(0.25, 0.16, 0.1));
    } else {
        for (int j = 1; j >= 0; j--) {
            float wide = 0.62, x = p.x / wide + 0.3 * float(j), i = floor(x), y = 0.22 * float(j);
            uint k = cell(ivec2(int(i), j), s);
            vec2 o = vec2((x - i - 0.5) * wide, p.y - y);
            float pick = rnd(k, 20);
            if (pick < 0.4) cask(col, o - vec2(0.0, 0.38), vec2(0.28, 0.38), k, s, side);
            else if (pick < 0.8) {
                vec2 h = vec2(0.24 + 0.05 * rnd(k, 21), 0.17 + 0.08 * rnd(k, 22));
                crate(col, o - vec2(0.0, h.y), h, k, s, side);
                uint k2 = k + 5U;
                if (rnd(k2, 23) < 0.6) crate(col, rot(0.1 * (rnd(k2, 24) - 0.5)) * (o - vec2(0.04, 2.0 * h.y + 0.15)), vec2(0.2, 0.15), k2, s, side);
            } else if (pick < 0.92) lid(col, o - vec2(0.0, 0.28), 0.28, k, s);
        }
    }
    if (p.y < -0.25) {
        float i = floor(p.x / 0.9);
        uint k = cell(ivec2(int(i), 9), s);
        vec2 o = vec2(p.x - (i + 0.5) * 0.9, p.y + 0.42);
        if (rnd(k, 1) < 0.4) {
            float coil = length(o * vec2(1.0, 1.9)) - 0.22;
            lay(col, coil, vec3(0.75, 0.6, 0.38) * (0.5 + 0.5 * abs(sin(coil * 90.0))));
            lay(col, coil + 0.14, vec3(0.1));
        }
    }
    float lamp = length(u - 1.4 * (rnd3(s, 12).xy - 0.5));
    fragColor = vec4(film(col * (kind < 0.6 ? 0.45 + 1.4 * exp(-0.9 * lamp * lamp) : 1.2) * mix(vec3(1.1, 0.95, 0.75), vec3(1.0), kind) * 1.7), 1.0);
}
