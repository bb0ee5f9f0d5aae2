// title: Pizza
// description: Pizzas and cut slices with sauce, cheese, salami, olives, peppers and basil on boards and cloths
// tags: food, pizza, table, topping, shadow

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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
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

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = rot(6.28 * rnd(s, 2)) * u * (0.7 + 0.9 * rnd(s, 3)) + 1.0 * (rnd3(s, 4).xy - 0.5);
    vec2 l = rot(6.28 * rnd(s, 2)) * sun;
    float kind = rnd(s, 5);
    vec3 wood = hsv(0.07 + 0.03 * rnd(s, 6), 0.5, 0.3 + 0.4 * rnd(s, 7));
    vec3 col = wood * (0.65 + 0.4 * noise(p * vec2(2.5, 30.0) + 2.0 * noise(p * vec2(1.0, 4.0), s), s)) * (1.0 - 0.5 * ramp(0.47, 0.5, abs(fract(p.y * 1.6) - 0.5)));
    if (kind < 0.4) {
        vec2 c = fract(p * 3.0) - 0.5;
        vec3 dye = hsv(rnd(s, 8), 0.75, 0.7);
        col = mix(vec3(0.93), dye, 0.5 * (step(abs(c.x), 0.25) + step(abs(c.y), 0.25))) * (0.85 + 0.2 * noise(p * 3.0, s)) * (0.95 + 0.05 * sin(p.x * 150.0));
    } else if (kind < 0.6) col = hsv(rnd(s, 8), 0.2, 0.35) * (0.7 + 0.6 * fbm(p * 5.0, 4, s));
    float plate = length(p) - 1.28;
    if (kind < 0.75) {
        col *= 1.0 - 0.45 * ramp(0.15, 0.0, length(p + 0.1 * l) - 1.28);
        if (plate < 0.0) col = kind < 0.55 ? vec3(0.9) * (0.8 + 0.2 * ramp(0.0, 0.1, abs(plate + 0.2)) + 0.15 * dot(normalize(p + 0.001), l) * ramp(0.2, 0.0, -plate)) : wood * 1.4 * (0.7 + 0.4 * noise(p * vec2(30.0, 3.0), s + 1U));
    }
    float slices = 6.0 + 2.0 * floor(2.0 * rnd(s, 9));
    float ang = angle(p) / 6.28318 * slices, sector = floor(ang);
    float move = hash(ivec2(int(sector), 1), s);
    float gone = hash(ivec2(int(sector), 2), s);
    float mid = (sector + 0.5) / slices * 6.28318;
    vec2 dir = vec2(cos(mid), sin(mid));
    bool cut = rnd(s, 10) < 0.65;
    vec2 q = p;
    if (cut) q -= dir * (0.05 + (move > 0.75 ? 0.25 : 0.0));
    float half_ = 3.14159 / slices;
    float aq = abs(mod(angle(q) - mid + 3.14159, 6.28318) - 3.14159);
    float r = length(q);
    float rim = 1.0 + 0.05 * (noise(vec2(angle(q) * 2.5 + 9.0, 1.0), s + 2U) - 0.5) + 0.02 * sin(angle(q) * 13.0);
    float inside = rim - r;
    if (cut) inside = min(inside, (half_ - aq) * r);
    if (cut && gone < 0.2) inside = -0.5;
    vec2 back = q + 0.05 * l;
    float sh = cut ? min(rim - length(back), (half_ - abs(mod(angle(back) - mid + 3.14159, 6.28318) - 3.14159)) * length(back)) : rim - length(p + 0.08 * l);
    if (!(cut && gone < 0.2)) col *= 1.0 - 0.5 * ramp(-0.05, 0.03, sh);
    else if (plate < 0.0) col *= 0.95 + 0.1 * step(noise(p * 30.0, s), 0.8);
    if (inside > 0.0) {
        vec3 g = fbmd(q * 6.0, 4, s + 3U);
        float edge = ramp(0.76, 0.84, r + 0.05 * (g.x - 0.5));
        vec3 crust = mix(hsv(0.1, 0.55, 0.85), hsv(0.06, 0.75, 0.4), ramp(0.4, 0.7, noise(q * 7.0, s + 4U))) * (0.75 + 0.3 * noise(q * 30.0, s));
        float bulge = (r - 0.9) / 0.1;
        vec3 sauce = hsv(0.01 + 0.03 * rnd(s, 11), 0.9, 0.75), cheese = hsv(0.12, 0.3 + 0.35 * rnd(s, 12), 0.97);
        float melt = ramp(0.42, 0.56, g.x + 0.3 * (rnd(s, 13) - 0.4));
        vec3 top = mix(sauce * (0.7 + 0.5 * noise(q * 20.0, s)), cheese, melt);
        top = mix(top, hsv(0.07, 0.7, 0.55), ramp(0.62, 0.75, noise(q * 5.0 + 3.0, s + 6U)) * melt * 0.8);
        top *= 0.85 - 0.12 * dot(g.yz, l);
        top += 0.3 * ramp(0.75, 0.9, noise(q * 9.0 + 0.3 * g.yz, s + 7U)) * melt;
        int hit = -1;
        vec2 at = vec2(0.0);
        float shade = 1.0;
        float menu = rnd(s, 14);
        for (int i = 0; i < 18; i++) {
            vec3 h = rnd3(s, 50 + i), e = rnd3(s, 70 + i);
            float a = 2.39996 * float(i) + 0.5 * h.x, d = 0.78 * sqrt((float(i) + 0.5) / 18.0) + 0.06 * (h.y - 0.5);
            vec2 o = rot(6.28 * e.y) * (q - d * vec2(cos(a), sin(a)));
            float type = fract(e.x + menu) ;
            float R = type < 0.4 ? 0.13 + 0.03 * h.z : type < 0.6 ? 0.07 : type < 0.8 ? 0.15 : 0.13;
            vec2 w = o / R;
            float f = type < 0.4 ? length(w) : type < 0.6 ? abs(length(w) - 0.65) + 0.65 : type < 0.8 ? abs(length(w - vec2(0.0, 0.5)) - 0.8) * 4.0 + 0.5 * step(0.2, w.y) * 3.0 : (abs(w.x) + 1.9 * abs(w.y) * (1.0 + 0.4 * clamp(w.x, -1.0, 1.0)));
            if (f < 1.0) { hit = i; at = w; shade = 1.0; }
            else shade *= 1.0 - 0.4 * ramp(1.5, 0.9, f);
        }
        if (hit >= 0) {
            vec3 h = rnd3(s, 50 + hit), e = rnd3(s, 70 + hit);
            float type = fract(e.x + menu), f = length(at);
            vec2 ll = rot(6.28 * e.y) * l;
            if (type < 0.4) top = mix(hsv(0.0, 0.75, 0.7), hsv(0.02, 0.6, 0.85), ramp(0.5, 0.6, noise(at * 6.0, s + uint(hit)))) * (0.75 + 0.3 * dot(at, ll) - 0.4 * ramp(0.85, 1.0, f));
            else if (type < 0.6) top = (h.x < 0.5 ? hsv(0.75, 0.4, 0.15) : hsv(0.22, 0.7, 0.45)) * (0.8 + 0.6 * dot(at, ll)) + 0.3 * ramp(0.3, 0.1, length(at - 0.65 * ll));
            else if (type < 0.8) top = hsv(h.y < 0.5 ? 0.28 : 0.02 + 0.1 * h.z, 0.8, 0.75) * (0.85 + 0.4 * dot(at, ll));
            else top = hsv(0.3 + 0.05 * h.x, 0.75, 0.4) * (0.8 + 0.4 * sign(at.y) * ll.y) + 0.15 * ramp(0.1, 0.0, abs(at.y));
        } else top *= shade;
        vec3 dough = crust * (0.55 + 0.55 * sqrt(max(1.0 - bulge * bulge, 0.0)) + 0.3 * dot(normalize(q + 0.001), l) * clamp(bulge, -1.0, 1.0));
        col = mix(top, dough, edge);
        if (cut) col = mix(col, hsv(0.1, 0.4, 0.85) * 0.8, ramp(0.015, 0.005, inside) * step(r, 0.95));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
